/**
 * The player's states, without a browser: what happened goes in, what to show comes out.
 *
 *   idle ─load─► loading ─running─► playing ◄─► paused
 *                                   │    ▲
 *                          starving ▼    │ running
 *                  stalled / reconnecting (the server is out of reach)
 *   any ─ended─► ended      any ─unsupported─► failed
 */
export type PlayerState = 'idle' | 'loading' | 'playing' | 'paused' | 'stalled' | 'reconnecting' | 'ended' | 'failed';

export interface Machine {
  state: PlayerState;
  /** What the viewer wants, whatever the network allows. */
  wants_play: boolean;
  /** The present source has shown something. */
  started: boolean;
  seeking: boolean;
  /** The server does not answer; the buffer may still play on. */
  lost: boolean;
  /** Times the picture stood still although the viewer wanted it to run and had not moved it. */
  stalls: number;
  /** Errors that made the player start its engine again. */
  errors: number;
}

export type PlayerEvent =
  | 'load'
  | 'play'
  | 'pause'
  | 'blocked'
  | 'running'
  | 'starving'
  | 'seeking'
  | 'seeked'
  | 'lost'
  | 'found'
  | 'fatal'
  | 'ended'
  | 'unsupported';

export const kIdle: Machine = {
  state: 'idle',
  wants_play: true,
  started: false,
  seeking: false,
  lost: false,
  stalls: 0,
  errors: 0,
};

/** The next machine; the same object when nothing changed. */
export function step(machine: Machine, event: PlayerEvent): Machine {
  const next = change(machine, event);
  const same = (Object.keys(next) as (keyof Machine)[]).every((key) => next[key] === machine[key]);
  return same ? machine : next;
}

function change(m: Machine, event: PlayerEvent): Machine {
  if (m.state === 'failed' && event !== 'load') return m;
  switch (event) {
    case 'load':
      return { ...m, state: 'loading', started: false, seeking: false, lost: false };
    case 'play':
      return { ...m, wants_play: true, state: m.state === 'paused' || m.state === 'ended' ? waiting(m) : m.state };
    case 'pause':
      return { ...m, wants_play: false, state: m.state === 'idle' || m.state === 'ended' ? m.state : 'paused' };
    case 'blocked':
      return { ...m, wants_play: false, state: 'paused' };
    case 'running':
      return { ...m, started: true, seeking: false, lost: false, state: m.wants_play ? 'playing' : 'paused' };
    case 'starving':
      return starve(m);
    case 'seeking':
      return { ...m, seeking: true, state: m.state === 'ended' ? waiting(m) : m.state };
    case 'seeked':
      return { ...m, seeking: false };
    case 'lost':
      return { ...m, lost: true, state: isWaiting(m.state) ? 'reconnecting' : m.state };
    case 'found':
      return { ...m, lost: false, state: m.state === 'reconnecting' ? waiting({ ...m, lost: false }) : m.state };
    case 'fatal':
      return { ...m, errors: m.errors + 1, lost: true, state: m.state === 'paused' ? 'paused' : 'reconnecting' };
    case 'ended':
      return { ...m, state: 'ended', lost: false };
    case 'unsupported':
      return { ...m, state: 'failed', errors: m.errors + 1 };
  }
}

function starve(m: Machine): Machine {
  if (m.state !== 'playing') return m;
  return { ...m, state: waiting(m), stalls: m.seeking ? m.stalls : m.stalls + 1 };
}

const isWaiting = (state: PlayerState) => state === 'stalled' || state === 'loading';

function waiting(m: Machine): PlayerState {
  if (m.lost) return 'reconnecting';
  return m.started ? 'stalled' : 'loading';
}
