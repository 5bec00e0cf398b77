import type { Language, Localised, People, Programme, Session } from '../../shared/api';

export type View = 'grid' | 'compact' | 'list';

/** What a reader chose to see. It lives in the address, so that it can be shared and undone. */
export interface Filter {
  /** A date, "all", or null for the day that suggests itself. */
  day: string | null;
  forum: string | null;
  topic: string | null;
  language: string | null;
  stage: string | null;
  /** Only what is in the reader's agenda. */
  mine: boolean;
  text: string;
  view: View | null;
}

export const kNoFilter: Filter = {
  day: null, forum: null, topic: null, language: null, stage: null, mine: false, text: '', view: null,
};

const kChoices = ['day', 'forum', 'topic', 'language', 'stage'] as const;
const kViews: readonly string[] = ['grid', 'compact', 'list'];

export function readFilter(query: string): Filter {
  const asked = new URLSearchParams(query);
  const view = asked.get('view');
  const chosen = Object.fromEntries(kChoices.map((name) => [name, asked.get(name) || null]));
  return {
    ...kNoFilter,
    ...chosen,
    mine: asked.get('mine') === '1',
    text: (asked.get('q') ?? '').slice(0, 200),
    view: view !== null && kViews.includes(view) ? (view as View) : null,
  };
}

/** The filter as a query; what else stands in `query` stays. */
export function writeFilter(filter: Filter, query: string): string {
  const asked = new URLSearchParams(query);
  const put = (name: string, value: string | null) => (value ? asked.set(name, value) : asked.delete(name));
  for (const name of kChoices) put(name, filter[name]);
  put('mine', filter.mine ? '1' : null);
  put('q', filter.text || null);
  put('view', filter.view);
  const written = asked.toString();
  return written ? `?${written}` : '';
}

/** How many choices narrow the programme; day and view only say where to look. */
export function narrowing(filter: Filter): number {
  return [filter.forum, filter.topic, filter.language, filter.stage, filter.mine, filter.text.trim()].filter(Boolean).length;
}

/** The same letters for what a reader takes for the same: width, case and accents go. */
export function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

const all = (text: Localised | null | undefined) => (text ? Object.values(text).join(' ') : '');

/** What can be found of each session: its own words and the names of those who speak, in every language. */
export class SessionIndex {
  private words: Map<string, string> | null = null;

  constructor(
    private readonly programme: Programme,
    private readonly people: People,
  ) {}

  /** Made when somebody looks for something: most readers do not. */
  private all(): Map<string, string> {
    const { programme, people } = this;
    const words = new Map<string, string>();
    const persons = new Map(people.people.map((person) => [person.id, person]));
    const organisations = new Map(people.organisations.map((one) => [one.id, all(one.name)]));
    const titles = new Map([...programme.stages, ...(programme.forums ?? []), ...(programme.topics ?? [])].map((one) => [one.id, all(one.title)]));
    const who = (id: string | null | undefined) => {
      const person = id ? persons.get(id) : undefined;
      return person ? `${all(person.name)} ${organisations.get(person.organisation ?? '') ?? ''}` : '';
    };
    for (const session of programme.sessions) {
      const parts = [
        all(session.title), all(session.abstract), who(session.moderator),
        titles.get(session.stage), titles.get(session.forum ?? ''), titles.get(session.topic ?? ''),
        ...session.running_order.flatMap((item) => [all(item.title), who(item.person), organisations.get(item.organisation ?? '')]),
      ];
      words.set(session.id, plain(parts.filter(Boolean).join(' ')));
    }
    return words;
  }

  /** Whether every word that was asked for stands somewhere in the session. */
  holds(id: string, text: string): boolean {
    this.words ??= this.all();
    const found = this.words.get(id) ?? '';
    return plain(text).split(/\s+/).every((word) => found.includes(word));
  }
}

const topicOf = (session: Session, programme: Programme) =>
  session.topic ?? programme.forums?.find(({ id }) => id === session.forum)?.topic ?? null;

/** Whether a session is spoken in a language; "zh-Hans" is "zh". */
const speaks = (session: Session, language: string) => (session.language ?? '').split('-')[0] === language;

/** The sessions that pass every choice but the day. */
export function pass(
  sessions: readonly Session[], filter: Filter, programme: Programme, index: SessionIndex, mine: ReadonlySet<string>,
): Session[] {
  const text = filter.text.trim();
  return sessions.filter(
    (session) =>
      (!filter.forum || session.forum === filter.forum) &&
      (!filter.topic || topicOf(session, programme) === filter.topic) &&
      (!filter.language || speaks(session, filter.language)) &&
      (!filter.stage || session.stage === filter.stage) &&
      (!filter.mine || mine.has(session.id)) &&
      (!text || index.holds(session.id, text)),
  );
}

/** The day that suggests itself: today, else the next with sessions, else the last. */
export function dayToShow(asked: string | null, days: readonly string[], sessions: readonly Session[], today: string): string | null {
  if (asked === 'all' || (asked !== null && days.includes(asked))) return asked;
  const used = days.filter((day) => sessions.some((session) => session.day === day));
  return used.find((day) => day >= today) ?? used[used.length - 1] ?? days[0] ?? null;
}

/** The languages spoken in the programme, each once, most used first. */
export function languagesOf(sessions: readonly Session[]): string[] {
  const uses = new Map<string, number>();
  for (const { language } of sessions) {
    const primary = language?.split('-')[0];
    if (primary) uses.set(primary, (uses.get(primary) ?? 0) + 1);
  }
  return [...uses].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([language]) => language);
}

const names = new Map<Language, Intl.DisplayNames>();

/** A language in the reader's words: "Chinese", "中文". */
export function languageName(tag: string, reader: Language): string {
  try {
    if (!names.has(reader)) names.set(reader, new Intl.DisplayNames([reader], { type: 'language' }));
    return names.get(reader)!.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
