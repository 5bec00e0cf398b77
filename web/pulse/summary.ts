/**
 * What a screen reader is told of a busy room: at most one sentence per interval, about everything
 * that came meanwhile.
 */
export class Summary<T> {
  private gathered: T[] = [];
  private timer: unknown = null;
  private told_at = -Infinity;

  constructor(
    private readonly tell: (items: T[]) => void,
    private readonly world: { now(): number; setTimer(run: () => void, ms: number): unknown; clearTimer(timer: unknown): void },
    private readonly every_ms = 5000,
  ) {}

  add(items: readonly T[]): void {
    if (!items.length) return;
    this.gathered.push(...items);
    this.timer ??= this.world.setTimer(() => this.flush(), Math.max(0, this.told_at + this.every_ms - this.world.now()));
  }

  stop(): void {
    if (this.timer !== null) this.world.clearTimer(this.timer);
    this.timer = null;
    this.gathered = [];
  }

  private flush(): void {
    this.timer = null;
    this.told_at = this.world.now();
    const items = this.gathered;
    this.gathered = [];
    this.tell(items);
  }
}
