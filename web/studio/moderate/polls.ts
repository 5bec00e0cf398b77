import type { Act, Poll, PollKind } from '../../pulse/wire';
import type { Language, Localised, Session } from '../../shared/api';

/** What an open-text answer is to moderators. */
export interface PollAnswer {
  id: string;
  text: string;
  verified: boolean;
  state: 'shown' | 'removed';
  rule: string | null;
  /** The log's entry that took it down, by which it comes back. */
  removal: number | null;
}

export interface AnswerPage {
  answers: PollAnswer[];
  /** Of all answers. */
  removed: number;
  next: string | null;
}

/** A poll as it is being written: its words by language. */
export interface PollDraft {
  kind: PollKind;
  show: Poll['show'];
  /** That opens and closes it; empty is by hand. */
  session: string;
  languages: Language[];
  text: Partial<Record<Language, string>>;
  options: Partial<Record<Language, string>>[];
}

export const emptyDraft = (language: Language): PollDraft => ({ kind: 'single', show: 'live', session: '', languages: [language], text: {}, options: [{}, {}] });

const said = (words: Partial<Record<Language, string>>, languages: readonly Language[]): Localised =>
  Object.fromEntries(languages.flatMap((one) => (words[one]?.trim() ? [[one, words[one].trim()]] : [])));
const any = (words: Localised): boolean => Object.keys(words).length > 0;

/** What is sent of a draft: words in the chosen languages, options that have any. */
export function filled(draft: PollDraft): { text: Localised; options: Localised[] } {
  return { text: said(draft.text, draft.languages), options: draft.options.map((one) => said(one, draft.languages)).filter(any) };
}

export const hasChoices = ({ kind }: PollDraft): boolean => kind === 'single' || kind === 'multiple';

/** The act that makes the poll. */
export function pollMake(draft: PollDraft): Act {
  const { kind, show, session } = draft;
  const { text, options } = filled(draft);
  return { do: 'poll_make', kind, show, text, options: hasChoices(draft) ? options : [], ...(session ? { session } : {}) };
}

/** The sessions of a stage that a poll may still go with, in their order. */
export const toCome = (sessions: readonly Session[], stage: string): Session[] =>
  sessions
    .filter((one) => one.stage === stage && one.state !== 'ended' && one.status !== 'cancelled')
    .sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));

/** The languages in which something is still unsaid, so that a reader would get another one's words. */
export function gaps(draft: PollDraft, with_options: boolean): Language[] {
  const { text, options } = filled(draft);
  return draft.languages.filter((one) => !text[one] || (with_options && options.some((option) => !option[one])));
}

/** After how long a poll may close by itself; 0 is by hand. */
export const kClosings_s = [0, 60, 120, 300, 600, 1800] as const;
