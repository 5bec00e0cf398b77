import type { PlayerState } from './machine';

/** How long a player may wait without anything coming before its engine has to begin anew. */
export interface Patience {
  /** Before the first picture: a slow device needs long for it. */
  loading_ms: number;
  stalled_ms: number;
}

/**
 * Tells a player that waits for its network from one whose engine has stopped asking. hls.js once in some
 * fifty starts on a busy machine does: its playlist is not asked for again, no error is raised, and it would
 * wait for ever while the server answers everybody else. Where the server itself is out of reach the state is
 * another, and waiting is right.
 */
export class StuckWatch {
  private since: number | null = null;
  private buffered_end = -1;

  /** Call it often; true once when nothing has come for too long. */
  isStuck(now: number, state: PlayerState, buffered_end: number, patience: Patience): boolean {
    const waits = state === 'stalled' || state === 'loading';
    if (!waits || buffered_end !== this.buffered_end || this.since === null) {
      this.since = waits ? now : null;
      this.buffered_end = buffered_end;
      return false;
    }
    if (now - this.since < (state === 'loading' ? patience.loading_ms : patience.stalled_ms)) return false;
    this.since = null;
    return true;
  }
}
