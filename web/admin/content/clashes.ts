/** A session as the programme's page reads it from the draft. */
export interface DraftSession {
  id: string;
  stage: string;
  starts_at: string;
  ends_at: string;
  moderator?: string;
  running_order?: { person?: string; moderator?: string }[];
}

/** Two sessions at a time that need the same stage, or the same person. */
export interface Clash {
  kind: 'stage' | 'person';
  what: string;
  one: string;
  other: string;
}

const peopleOf = (session: DraftSession): Set<string> =>
  new Set([session.moderator, ...(session.running_order ?? []).flatMap((item) => [item.person, item.moderator])].filter((id): id is string => Boolean(id)));

/** Every clash of a programme, in the sessions' order of time. */
export function clashesOf(sessions: readonly DraftSession[]): Clash[] {
  const timed = sessions
    .map((session) => ({ session, from: Date.parse(session.starts_at), to: Date.parse(session.ends_at), people: peopleOf(session) }))
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.from - other.from);
  const clashes: Clash[] = [];
  timed.forEach((one, index) => {
    for (const other of timed.slice(index + 1)) {
      if (other.from >= one.to) break;
      const pair = { one: one.session.id, other: other.session.id };
      if (one.session.stage && one.session.stage === other.session.stage) clashes.push({ kind: 'stage', what: one.session.stage, ...pair });
      for (const person of one.people) if (other.people.has(person)) clashes.push({ kind: 'person', what: person, ...pair });
    }
  });
  return clashes;
}
