/** When to try, ask and tell again. All waits are spread, so that a whole audience never acts in step. */

const kLongest_ms = 30_000;

/** U(0, min(30 s, 1 s x 2^n)) after the n-th failure in a row. */
export const reconnectWait = (failures: number, random: number): number =>
  Math.round(random * Math.min(kLongest_ms, 1000 * 2 ** Math.min(failures, 16)));

/** The server's interval, 20% more or less. */
export const beatWait = (ms: number, random: number): number => Math.round(ms * (0.8 + 0.4 * random));

/** How long a server that goes away asks to wait; without a word, up to 5 s. */
export function drainWait(reason: string, random: number): number {
  try {
    const { delay_ms } = JSON.parse(reason) as { delay_ms?: unknown };
    if (typeof delay_ms === 'number' && delay_ms >= 0) return Math.min(delay_ms, 60_000);
  } catch {
    // No JSON: an old or a strange server.
  }
  return Math.round(random * 5000);
}

/** Learns the server's clock from answers; the one with the shortest round trip is believed. */
export class PulseClock {
  private offset_ms = 0;
  private best_ms = Infinity;

  learn(t_srv: number, asked: number, answered: number): void {
    const round_trip_ms = answered - asked;
    if (round_trip_ms < 0 || round_trip_ms > this.best_ms) return;
    this.best_ms = round_trip_ms;
    this.offset_ms = t_srv - (asked + answered) / 2;
  }

  /** Server time for a device's time. */
  at(device: number): number {
    return device + this.offset_ms;
  }
}

/** How long to wait before asking for the pulse made `every` x `ms` after `t`, at `now` by the server's clock. */
export function pullWait(t: number, now: number, plan: { ms: number; every: number; guard: number; spread: number }, random: number): number {
  const due = t + plan.ms * plan.every + plan.guard + random * plan.spread;
  return Math.round(Math.min(60_000, Math.max(100, due - now)));
}
