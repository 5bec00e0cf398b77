import { describe, expect, it } from 'vitest';
import { filled, readFigures } from './figures';

describe('the figures of a session', () => {
  it('are read with their bounds and definitions', () => {
    const document = {
      session: 's',
      average_minute_audience: { value: 12, low: 11, high: 13 },
      views: { at_least_2_s: 40 },
      definitions: { average_minute_audience: 'Seconds watched by the seconds counted.', views: 'Watched for so long in all.' },
      curve: [{ at: '2020-07-23T07:00:00.000Z', viewers: 5, low: 4, high: 6 }],
    };
    expect(readFigures(document)).toEqual({
      session: 's',
      figures: [
        { id: 'average_minute_audience', value: 12, low: 11, high: 13, definition: 'Seconds watched by the seconds counted.', means: 'average_minute_audience' },
        { id: 'views_2s', value: 40, low: null, high: null, definition: 'Watched for so long in all.', means: 'views' },
      ],
      curve: [{ at: '2020-07-23T07:00:00.000Z', now: 5, low: 4, high: 6 }],
    });
  });

  it('leave out what is no figure', () => {
    expect(readFigures({ peak: null, curve: [{ at: 'soon' }] })).toEqual({ session: '', figures: [], curve: [] });
    expect(readFigures(null).curve).toEqual([]);
  });

  it('show minutes without anybody as zero', () => {
    const minute = (at: string, now: number) => ({ at: `2020-07-23T${at}:00.000Z`, now, low: now, high: now });
    expect(filled([minute('07:00', 3), minute('07:03', 4)]).map(({ now }) => now)).toEqual([3, 0, 0, 4]);
  });
});
