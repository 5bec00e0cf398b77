import { expect, test } from 'vitest';
import { StuckWatch } from './stuck';

const kPatience = { loading_ms: 10_000, stalled_ms: 4000 };

/** Asks every second from 0 to `until` and gives the seconds at which it said so. */
function stuckAt(until: number, look: (second: number) => ['stalled' | 'loading' | 'playing' | 'reconnecting', number]): number[] {
  const watch = new StuckWatch();
  const found: number[] = [];
  for (let second = 0; second <= until; second += 1) {
    const [state, end] = look(second);
    if (watch.isStuck(second * 1000, state, end, kPatience)) found.push(second);
  }
  return found;
}

test('a stalled player to which nothing comes is stuck, and again as long as nothing helps', () => {
  expect(stuckAt(10, () => ['stalled', 5.44])).toEqual([4, 9]);
});

test('a player that waits while media still comes is not stuck', () => {
  expect(stuckAt(20, (second) => ['stalled', second])).toEqual([]);
});

test('a first picture may take longer', () => {
  expect(stuckAt(12, () => ['loading', -1])).toEqual([10]);
});

test('playing, or waiting for a server out of reach, is not being stuck', () => {
  expect(stuckAt(30, () => ['playing', 5])).toEqual([]);
  expect(stuckAt(30, () => ['reconnecting', 5])).toEqual([]);
});

test('the time before a stall does not count', () => {
  expect(stuckAt(8, (second) => (second < 5 ? ['playing', 5] : ['stalled', 5]))).toEqual([]);
});
