import type { Language, Localised } from '../../shared/api';

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
  languages: Language[];
  text: Partial<Record<Language, string>>;
  options: Partial<Record<Language, string>>[];
}

export const emptyDraft = (language: Language): PollDraft => ({ languages: [language], text: {}, options: [{}, {}] });

const said = (words: Partial<Record<Language, string>>, languages: readonly Language[]): Localised =>
  Object.fromEntries(languages.flatMap((one) => (words[one]?.trim() ? [[one, words[one].trim()]] : [])));
const any = (words: Localised): boolean => Object.keys(words).length > 0;

/** What is sent of a draft: words in the chosen languages, options that have any. */
export function filled(draft: PollDraft): { text: Localised; options: Localised[] } {
  return { text: said(draft.text, draft.languages), options: draft.options.map((one) => said(one, draft.languages)).filter(any) };
}

/** The languages in which something is still unsaid, so that a reader would get another one's words. */
export function gaps(draft: PollDraft, with_options: boolean): Language[] {
  const { text, options } = filled(draft);
  return draft.languages.filter((one) => !text[one] || (with_options && options.some((option) => !option[one])));
}

/** After how long a poll may close by itself; 0 is by hand. */
export const kClosings_s = [0, 60, 120, 300, 600, 1800] as const;
