import { Cell } from './cell';

/** What the poller needs from the world; tests bring their own. */
export interface PollWorld {
  random(): number;
  setTimer(run: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

export const kBrowser: PollWorld = {
  random: Math.random,
  setTimer: (run, ms) => setTimeout(run, ms),
  clearTimer: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

export interface PollPlan {
  /** A function is asked before each wait. */
  every_ms: number | (() => number);
  /** Share of the interval by which single waits differ, so that viewers do not ask in step. */
  jitter: number;
  max_ms: number;
}

/** The wait before the next question: doubled for each failure in a row, then spread by the jitter. */
export function nextWait(plan: PollPlan, failures: number, random: number): number {
  const every_ms = typeof plan.every_ms === 'number' ? plan.every_ms : plan.every_ms();
  const base = Math.min(plan.max_ms, every_ms * 2 ** Math.min(failures, 16));
  return Math.round(base * (1 - plan.jitter + 2 * plan.jitter * random));
}

/**
 * Asks again and again. A failure is no event for the page: `reachable` turns false after the
 * second one in a row and the questions become rarer, until an answer comes.
 */
export class Poller {
  readonly reachable = new Cell(true);
  private failures = 0;
  private timer: unknown = null;
  private running = false;
  private asking = false;

  constructor(
    private readonly ask: () => Promise<void>,
    private readonly plan: PollPlan,
    private readonly world: PollWorld = kBrowser,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.wait();
  }

  stop(): void {
    this.running = false;
    if (this.timer !== null) this.world.clearTimer(this.timer);
    this.timer = null;
  }

  /** Asks at once, for instance when the page becomes visible again. */
  async now(): Promise<void> {
    if (this.asking) return;
    if (this.timer !== null) this.world.clearTimer(this.timer);
    this.timer = null;
    this.asking = true;
    try {
      await this.ask();
      this.failures = 0;
      this.reachable.set(true);
    } catch {
      this.failures += 1;
      if (this.failures >= 2) this.reachable.set(false);
    } finally {
      this.asking = false;
      if (this.running) this.wait();
    }
  }

  private wait(): void {
    const ms = nextWait(this.plan, this.failures, this.world.random());
    this.timer = this.world.setTimer(() => void this.now(), ms);
  }
}
