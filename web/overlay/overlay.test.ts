import { describe, expect, it } from 'vitest';
import type { Room } from '../pulse/room';
import type { Poll } from '../pulse/wire';
import { overlayOf, pollOnScreen, questionOnScreen } from './overlay';

const poll = (id: string, state: Poll['state']): Poll =>
  ({ id, kind: 'single', text: '?', options: [], state, show: 'live', votes: 0, results: { verified: [], anonymous: [] }, closes: null });
const room = (polls: Poll[]) => ({ polls, questions: [] }) as unknown as Room;

describe('an overlay', () => {
  it('is asked for by its address', () => {
    expect(overlayOf('/overlay/opening/question')).toEqual({ stage: 'opening', kind: 'question' });
    expect(['/overlay/opening', '/overlay/a/b/poll', '/overlay/../poll'].map(overlayOf)).toEqual([null, null, null]);
  });

  it('shows the open poll, and for a minute the one that has just closed', () => {
    expect(pollOnScreen(room([poll('p1', 'open'), poll('p2', 'closed')]), new Map([['p2', 0]]), 1000)?.id).toBe('p1');
    expect(pollOnScreen(room([poll('p2', 'closed')]), new Map([['p2', 0]]), 59_000)?.id).toBe('p2');
    expect(pollOnScreen(room([poll('p2', 'closed')]), new Map([['p2', 0]]), 61_000)).toBeNull();
    expect(pollOnScreen(room([poll('p2', 'closed')]), new Map(), 0)).toBeNull();
  });

  it('shows no question unless one is put there', () => {
    expect([questionOnScreen(null), questionOnScreen(room([]))]).toEqual([null, null]);
  });
});
