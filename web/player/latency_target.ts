/** How far behind live the player stays, and how that distance moves. */
export interface LatencyPlan {
  /** Added for each stall. */
  raise_s: number;
  /** The most that stalls may add. */
  most_s: number;
  /** Taken off again after each `calm_ms` without a stall. */
  lower_s: number;
  calm_ms: number;
}

export const kLatencyPlan: LatencyPlan = { raise_s: 0.6, most_s: 4, lower_s: 0.2, calm_ms: 15_000 };

/**
 * The distance to live that the player aims for: the playlist's hold-back, more after stalls, and
 * step by step less again while playback is calm. (hls.js alone only ever raises it.)
 */
export class LatencyTarget {
  private added_s = 0;
  private calm_since: number;

  constructor(
    private hold_back_s: number,
    now: number,
    private readonly plan: LatencyPlan = kLatencyPlan,
  ) {
    this.calm_since = now;
  }

  get seconds(): number {
    return this.hold_back_s + this.added_s;
  }

  /** The playlist's own hold-back became known or changed. */
  setHoldBack(seconds: number): void {
    if (seconds > 0) this.hold_back_s = seconds;
  }

  stalled(now: number): void {
    this.added_s = Math.min(this.plan.most_s, this.added_s + this.plan.raise_s);
    this.calm_since = now;
  }

  /** Call now and then while playing; lowers the target when it was calm for long enough. */
  calm(now: number): void {
    while (this.added_s > 0 && now - this.calm_since >= this.plan.calm_ms) {
      this.added_s = Math.max(0, this.added_s - this.plan.lower_s);
      this.calm_since += this.plan.calm_ms;
    }
    if (this.added_s < 1e-9) this.added_s = 0;
  }
}

/**
 * Whether a viewer who follows live is so late (more than `late_s` behind the target) that catching up by
 * playing faster would take too long.
 */
export function shouldJump(latency_s: number, target_s: number, late_s: number, late_for_ms: number): boolean {
  return latency_s > target_s + late_s && late_for_ms >= 1000;
}
