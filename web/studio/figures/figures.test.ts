import { describe, expect, it } from 'vitest';
import { filled, readFigures } from './figures';

describe('the figures of a session', () => {
  it('are read as a list or by name', () => {
    const peak = { value: 12, low: 11, high: 13, definition: 'Highest one-minute mean.' };
    const wanted = [{ id: 'peak', ...peak }];
    expect(readFigures({ session: 's', figures: [{ id: 'peak', ...peak }] }).figures).toEqual(wanted);
    expect(readFigures({ session: 's', figures: { peak } }).figures).toEqual(wanted);
  });

  it('leave out what is no figure', () => {
    expect(readFigures({ figures: [{ id: 'x', value: null }], curve: [{ at: 'soon' }] })).toEqual({ session: '', figures: [], curve: [] });
    expect(readFigures(null).curve).toEqual([]);
  });

  it('show minutes without anybody as zero', () => {
    const minute = (at: string, now: number) => ({ at: `2020-07-23T${at}:00.000Z`, now, low: now, high: now });
    expect(filled([minute('07:00', 3), minute('07:03', 4)]).map(({ now }) => now)).toEqual([3, 0, 0, 4]);
  });
});
