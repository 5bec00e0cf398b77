/**
 * Two clocks, as on the server: real time (what media carries) and conference time (what people
 * see). The device's own clock may be wrong, so the server's is estimated from answers; the answer
 * with the shortest round trip wins.
 */
export class ServerClock {
  private skew_ms = 0;
  private best_round_trip_ms = Infinity;
  private offset_ms = 0;

  constructor(private readonly device: () => number = Date.now) {}

  /** Conference time minus real time, as the server states it. */
  setOffset(offset_ms: number): void {
    this.offset_ms = offset_ms;
  }

  /**
   * Learns from an answer whose conference time was `now` while the device's clock went from
   * `asked` to `answered`. A later answer replaces an earlier one if its round trip was no longer.
   */
  learn(now: string, asked: number, answered: number): void {
    const conference = Date.parse(now);
    const round_trip_ms = answered - asked;
    if (Number.isNaN(conference) || round_trip_ms < 0 || round_trip_ms > this.best_round_trip_ms) return;
    this.best_round_trip_ms = round_trip_ms;
    this.skew_ms = conference - this.offset_ms - (asked + answered) / 2;
  }

  /** A first guess from the page itself, replaced by any measured answer. */
  guess(now: string): void {
    if (this.best_round_trip_ms !== Infinity) return;
    const conference = Date.parse(now);
    if (!Number.isNaN(conference)) this.skew_ms = conference - this.offset_ms - this.device();
  }

  /** Real time by the server's clock, ms since 1970. */
  real(): number {
    return this.device() + this.skew_ms;
  }

  /** Conference time, ms since 1970. */
  conference(): number {
    return this.real() + this.offset_ms;
  }

  /** The conference time that a real instant (a frame's, say) is shown as. */
  toConference(real: number): number {
    return real + this.offset_ms;
  }
}
