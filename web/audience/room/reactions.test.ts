import { describe, expect, it } from 'vitest';
import { rising, short } from './reactions';

describe('reactions that rise', () => {
  it('are those of others since the pulse before', () => {
    expect(rising({ clap: 10, heart: 1 }, { clap: 12, heart: 2 }, { clap: 1 })).toEqual(['clap', 'heart']);
    expect(rising({ clap: 10 }, { clap: 11 }, { clap: 1 })).toEqual([]);
  });

  it('stay few however many clap', () => {
    expect(rising({}, { clap: 16 }, {}).length).toBe(4);
    expect(rising({}, { clap: 1_000_000, wow: 9 }, {}).length).toBe(10);
  });

  it('are counted in short', () => {
    expect([short(88, 'en'), short(1204, 'en'), short(12_040, 'zh')]).toEqual(['88', '1.2K', '1.2万']);
  });
});
