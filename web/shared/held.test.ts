import { describe, expect, it } from 'vitest';
import { Follower, type Held } from './held';

/** A world in which answers are given by hand and no time passes by itself. */
function world() {
  let time = 0;
  const timers: { run: () => void; ms: number }[] = [];
  const asked: { after: number; answer: (held: Held<string>) => Promise<void>; fail: () => Promise<void> }[] = [];
  const heard: string[] = [];
  const follower = new Follower<string>(
    (after) =>
      new Promise((resolve, reject) => {
        const settle = async (act: () => void) => {
          time += 20_000;
          act();
          for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
        };
        asked.push({ after, answer: (held) => settle(() => resolve(held)), fail: () => settle(() => reject(new Error('away'))) });
      }),
    (changes, anew) => heard.push(anew ? 'anew' : changes.join()),
    { random: () => 0.5, setTimer: (run, ms) => timers.push({ run, ms }), clearTimer: () => undefined, now: () => time },
  );
  return { follower, asked, heard, timers, next: () => timers.shift()!.run() };
}

describe('following a held address', () => {
  it('asks from the last number on, as soon as there is an answer', async () => {
    const { follower, asked, heard } = world();
    follower.start(7);
    await asked[0]!.answer({ seq: 9, changes: ['message', 'card'] });
    await asked[1]!.answer({ seq: 9, changes: [] });
    expect([asked.map(({ after }) => after), heard]).toEqual([[7, 9, 9], ['message,card']]);
  });

  it('waits after a failure, and has everything read anew when it is back', async () => {
    const { follower, asked, heard, timers, next } = world();
    follower.start(3);
    await asked[0]!.fail();
    expect([asked.length, follower.reachable.get()]).toEqual([1, true]);
    next();
    await asked[1]!.fail();
    expect([follower.reachable.get(), timers[0]!.ms]).toEqual([false, 2000]);
    next();
    await asked[2]!.answer({ seq: 3, changes: [] });
    expect([follower.reachable.get(), heard, asked.length]).toEqual([true, ['anew'], 4]);
  });

  it('reads anew where the numbering began again', async () => {
    const { follower, asked, heard } = world();
    follower.start(50);
    await asked[0]!.answer({ seq: 2, changes: [] });
    expect([heard, asked[1]!.after]).toEqual([['anew'], 2]);
  });

  it('says nothing more once it is stopped', async () => {
    const { follower, asked, heard } = world();
    follower.start(1);
    follower.stop();
    await asked[0]!.answer({ seq: 2, changes: ['message'] });
    expect([heard, asked.length]).toEqual([[], 1]);
  });
});
