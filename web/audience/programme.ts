import type { People, Person, Programme, Session, Stage } from '../shared/api';

/**
 * The session as it is now: what the stage says about it wins over the programme, which is fetched
 * less often. The clock never ends a session; only the organiser's hand does.
 */
export function current(session: Session, stages: readonly Stage[]): Session {
  const said = stages.find((stage) => stage.session?.id === session.id)?.session;
  if (!said) return session;
  return { ...session, state: said.state, started_at: said.started_at, ends_at: said.ends_at };
}

/** All sessions in order, each once: a list that is drawn by ids never ends with one id twice. */
export function sessionsNow(programme: Programme, stages: readonly Stage[]): Session[] {
  return [...new Map(programme.sessions.map((session) => [session.id, session])).values()]
    .map((session) => current(session, stages))
    .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at) || a.id.localeCompare(b.id));
}

/** Sessions of one day, grouped as the programme lists its days; days without sessions stay. */
export function byDay(dates: readonly string[], sessions: readonly Session[]): { date: string; sessions: Session[] }[] {
  return dates.map((date) => ({ date, sessions: sessions.filter((session) => session.day === date) }));
}

/** The planned session that comes next, on one stage or anywhere; its time may have passed already. */
export function nextUp(sessions: readonly Session[], stage?: string): Session | null {
  return sessions.find((session) => session.state === 'planned' && (!stage || session.stage === stage)) ?? null;
}

export function lastEnded(sessions: readonly Session[], stage?: string): Session | null {
  const ended = sessions.filter((session) => session.state === 'ended' && (!stage || session.stage === stage));
  return ended[ended.length - 1] ?? null;
}

/** What a stage page tells its visitor. */
export type Situation =
  | { kind: 'live'; session: Session; slate: boolean; overrun: boolean }
  | { kind: 'open'; next: Session | null; last: Session | null }
  | { kind: 'upcoming'; next: Session; last: Session | null }
  | { kind: 'over'; last: Session }
  | { kind: 'empty' };

export function situationOf(stage: Stage, sessions: readonly Session[], now: number): Situation {
  const live = sessions.find((session) => session.stage === stage.id && session.state === 'live');
  const next = nextUp(sessions, stage.id);
  const last = lastEnded(sessions, stage.id);
  if (live && stage.state === 'open') {
    return { kind: 'live', session: live, slate: stage.showing === 'slate', overrun: now > Date.parse(live.ends_at) };
  }
  if (stage.state === 'open') return { kind: 'open', next, last };
  if (live) return { kind: 'live', session: live, slate: true, overrun: now > Date.parse(live.ends_at) };
  if (next) return { kind: 'upcoming', next, last };
  if (last) return { kind: 'over', last };
  return { kind: 'empty' };
}

/** What the lobby opens with. */
export type Headline =
  | { kind: 'live'; stage: Stage; session: Session; others: { stage: Stage; session: Session }[] }
  | { kind: 'next'; session: Session; stage: Stage | null }
  | { kind: 'over'; session: Session }
  | { kind: 'empty' };

export function headline(stages: readonly Stage[], sessions: readonly Session[]): Headline {
  const live = sessions
    .filter((session) => session.state === 'live')
    .flatMap((session) => {
      const stage = stages.find((candidate) => candidate.id === session.stage);
      return stage ? [{ stage, session }] : [];
    })
    .sort((a, b) => Number(b.session.kind === 'ceremony') - Number(a.session.kind === 'ceremony'));
  const [first, ...others] = live;
  if (first) return { kind: 'live', stage: first.stage, session: first.session, others };
  const next = nextUp(sessions);
  if (next) return { kind: 'next', session: next, stage: stages.find((stage) => stage.id === next.stage) ?? null };
  const last = lastEnded(sessions);
  return last ? { kind: 'over', session: last } : { kind: 'empty' };
}

export function personOf(people: People, id: string | null): Person | null {
  return id === null ? null : (people.people.find((person) => person.id === id) ?? null);
}

export function organisationName(people: People, id: string | null): Record<string, string | undefined> | null {
  return id === null ? null : (people.organisations.find((organisation) => organisation.id === id)?.name ?? null);
}

/** Everybody with a part in the session, the moderator first, each once. */
export function speakersOf(session: Session, people: People): Person[] {
  const ids = [session.moderator, ...session.running_order.map((item) => item.person)];
  return [...new Set(ids)].flatMap((id) => personOf(people, id) ?? []);
}
