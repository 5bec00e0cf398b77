import { describe, expect, it } from 'vitest';
import { hoursOf, type Moderated } from './log';

describe('the public log of moderation', () => {
  it('stands by its hours, the newest first', () => {
    const entry = (at: string, action: string): Moderated => ({ at, action, rule: null, to: null, count: 1 });
    const [early, late] = ['2020-07-23T12:00:00Z', '2020-07-23T13:00:00Z'];
    expect(hoursOf([entry(early, 'ban'), entry(early, 'remove'), entry(late, 'pause')])).toEqual([
      { at: late, entries: [entry(late, 'pause')] },
      { at: early, entries: [entry(early, 'ban'), entry(early, 'remove')] },
    ]);
    expect(hoursOf([])).toEqual([]);
  });
});
