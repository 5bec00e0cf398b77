import { describe, expect, it } from 'vitest';
import { nextWait, Poller, type PollWorld } from './poll';

const plan = { every_ms: 3000, jitter: 0.2, max_ms: 30_000 };

describe('the wait between questions', () => {
  it('is spread, so that viewers do not ask in step', () => {
    expect([0, 0.5, 1].map((random) => nextWait(plan, 0, random))).toEqual([2400, 3000, 3600]);
  });

  it('doubles with each failure up to a limit', () => {
    expect([1, 2, 3, 4, 99].map((failures) => nextWait(plan, failures, 0.5))).toEqual([6000, 12_000, 24_000, 30_000, 30_000]);
  });
});

describe('the poller', () => {
  function world(): PollWorld & { waits: number[]; fire: () => Promise<void> } {
    const waits: number[] = [];
    let due: (() => void) | null = null;
    return {
      waits,
      random: () => 0.5,
      setTimer: (run, ms) => {
        waits.push(ms);
        due = run;
        return run;
      },
      clearTimer: () => (due = null),
      fire: async () => {
        due?.();
        for (let turn = 0; turn < 5; ++turn) await Promise.resolve();
      },
    };
  }

  it('says unreachable after the second failure in a row and recovers by itself', async () => {
    const time = world();
    const answers = [false, false, true];
    const poller = new Poller(async () => {
      if (!answers.shift()) throw new Error('down');
    }, plan, time);
    const seen: boolean[] = [];
    poller.reachable.subscribe((value) => seen.push(value));
    poller.start();
    for (let turn = 0; turn < 3; ++turn) await time.fire();
    expect(seen).toEqual([true, false, true]);
    expect(time.waits).toEqual([3000, 6000, 12_000, 3000]);
  });

  it('stops when told to', async () => {
    const time = world();
    let asked = 0;
    const poller = new Poller(async () => void (asked += 1), plan, time);
    poller.start();
    poller.stop();
    await time.fire();
    expect(asked).toBe(0);
  });
});
