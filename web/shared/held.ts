import { Cell } from './cell';
import { kBrowser, nextWait, type PollPlan, type PollWorld } from './poll';

/** What a held address answers: where the numbering stands, and what happened since. */
export interface Held<Change> {
  seq: number;
  changes: Change[];
}

/** How long to wait after an answer that failed; one that came is followed by the next question at once. */
const kPlan: PollPlan = { every_ms: 500, jitter: 0.3, max_ms: 15_000 };
/** A server that does not hold but answers at once with nothing is not asked in a circle. */
const kHasty_ms = 1000;

/** The server does not know any more what happened since. */
const standsForAll = (change: unknown): boolean => (change as { kind?: unknown } | null)?.kind === 'all';

/**
 * Follows an address that holds its answer until something happens: asks for what came after the last
 * number, hands it on, asks again. Failures make it rarer; `reachable` turns false after the second in a row.
 */
export class Follower<Change> {
  readonly reachable = new Cell(true);
  private abort: AbortController | null = null;
  private timer: unknown = null;
  private failures = 0;

  constructor(
    private readonly ask: (after: number, signal: AbortSignal) => Promise<Held<Change>>,
    /**
     * `seq` went back (another server's life), or a change stands for all: everything is to be read anew, and
     * `changes` is empty.
     */
    private readonly take: (changes: readonly Change[], anew: boolean) => void,
    private readonly world: PollWorld & { now(): number } = { ...kBrowser, now: () => Date.now() },
  ) {}

  /** Follows from a number on; the first question is under way when this returns. */
  start(after: number): void {
    this.stop();
    const abort = new AbortController();
    this.abort = abort;
    void this.run(after, abort.signal);
  }

  stop(): void {
    this.abort?.abort();
    this.abort = null;
    if (this.timer !== null) this.world.clearTimer(this.timer);
    this.timer = null;
  }

  private async run(after: number, signal: AbortSignal): Promise<void> {
    const asked = this.world.now();
    let next = after;
    let wait_ms = 0;
    try {
      const { seq, changes } = await this.ask(after, signal);
      if (signal.aborted) return;
      if (this.failures > 0 || seq < after || changes.some(standsForAll)) this.take([], true);
      else if (changes.length > 0) this.take(changes, false);
      this.failures = 0;
      this.reachable.set(true);
      next = seq;
      if (changes.length === 0 && this.world.now() - asked < kHasty_ms) wait_ms = kHasty_ms;
    } catch {
      if (signal.aborted) return;
      this.failures += 1;
      if (this.failures >= 2) this.reachable.set(false);
      wait_ms = nextWait(kPlan, this.failures, this.world.random());
    }
    if (wait_ms === 0) return this.run(next, signal);
    this.timer = this.world.setTimer(() => void this.run(next, signal), wait_ms);
  }
}
