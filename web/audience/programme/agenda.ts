import type { Session } from '../../shared/api';

const span = (session: Session) => [Date.parse(session.starts_at), Date.parse(session.ends_at)] as const;

export function overlap(a: Session, b: Session): boolean {
  const [a_from, a_to] = span(a);
  const [b_from, b_to] = span(b);
  return a_from < b_to && b_from < a_to;
}

/** For each session of an agenda the others that take place at the same time. What is cancelled clashes with nothing. */
export function clashes(agenda: readonly Session[]): Map<string, Session[]> {
  const held = agenda.filter(({ status }) => status !== 'cancelled');
  const found = new Map<string, Session[]>();
  for (const session of held) {
    const others = held.filter((other) => other.id !== session.id && overlap(session, other));
    if (others.length > 0) found.set(session.id, others);
  }
  return found;
}

export interface Change {
  kind: 'moved' | 'cancelled';
  /** What was announced before, where it is another than now. */
  starts_at: string | null;
  stage: string | null;
}

/** What became of an announcement; null where all is as announced. */
export function changeOf(session: Session): Change | null {
  if (session.status === 'cancelled') return { kind: 'cancelled', starts_at: null, stage: null };
  if (session.status !== 'moved') return null;
  const before = session.moved_from ?? null;
  const moved = before !== null && Date.parse(before.starts_at) !== Date.parse(session.starts_at);
  return {
    kind: 'moved',
    starts_at: moved ? before.starts_at : null,
    stage: before !== null && before.stage !== session.stage ? before.stage : null,
  };
}

export const kReminderMinutes = [5, 10, 15, 30] as const;

/** A reminder is of one start: a session that is moved is announced again. */
export const reminderKey = (session: Session) => `${session.id}@${session.starts_at}`;

/**
 * The sessions of an agenda to be reminded of now: they begin within `minutes` and have not begun,
 * and nobody was told yet. A page that was asleep tells what is still ahead, never what has passed.
 */
export function due(agenda: readonly Session[], now: number, minutes: number, told: ReadonlySet<string>): Session[] {
  if (minutes <= 0) return [];
  return agenda.filter((session) => {
    const left = Date.parse(session.starts_at) - now;
    return (
      session.state === 'planned' && session.status !== 'cancelled' &&
      left > 0 && left <= minutes * 60_000 && !told.has(reminderKey(session))
    );
  });
}
