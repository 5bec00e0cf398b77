import type { Room } from '../pulse/room';
import type { Poll, Question } from '../pulse/wire';

export type OverlayKind = 'question' | 'poll';

/** What the address of an overlay asks for; null if it is none. */
export function overlayOf(path: string): { stage: string; kind: OverlayKind } | null {
  const found = /^\/overlay\/([a-z0-9][a-z0-9_-]{0,63})\/(question|poll)\/?$/i.exec(path);
  return found ? { stage: found[1]!, kind: found[2] as OverlayKind } : null;
}

/** A closed poll stays this long, so that its result can be read on air. */
const kAfterClose_ms = 60_000;

export const questionOnScreen = (room: Room | null): Question | null => room?.questions.find(({ screen }) => screen) ?? null;

/** The open poll with results, else one that closed a moment ago (`closed` says when it was seen to close). */
export function pollOnScreen(room: Room | null, closed: ReadonlyMap<string, number>, now: number): Poll | null {
  if (!room) return null;
  const open = room.polls.find((poll) => poll.state === 'open');
  if (open) return open;
  return room.polls.find((poll) => poll.state === 'closed' && poll.results && now - (closed.get(poll.id) ?? -Infinity) < kAfterClose_ms) ?? null;
}
