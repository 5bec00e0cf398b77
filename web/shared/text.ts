import type { Language, Localised } from './api';
import { Cell } from './cell';

export const kLanguages: readonly Language[] = ['zh', 'en', 'id'];
export const kLanguageNames: Record<Language, string> = { zh: '中文', en: 'English', id: 'Bahasa Indonesia' };
const kStored = 'plenary.language';

export const isLanguage = (value: unknown): value is Language => kLanguages.includes(value as Language);

/** The first of the wanted tags ("id-ID", "zh-Hans-CN") that the pages speak. */
export function match(wanted: readonly string[]): Language | null {
  for (const tag of wanted) {
    const primary = tag.toLowerCase().split('-')[0];
    if (isLanguage(primary)) return primary;
    if (primary === 'in') return 'id';
  }
  return null;
}

/** ?lang= wins, then what the visitor chose before, then what the browser asks for, then English. */
export function chooseLanguage(query: string | null, stored: string | null, wanted: readonly string[]): Language {
  return match([query ?? '']) ?? match([stored ?? '']) ?? match(wanted) ?? 'en';
}

/** The words in the reader's language, else English, Chinese, or whatever there is; with the language found. */
export function pick(text: Localised | null | undefined, language: Language): { text: string; language: string } {
  if (!text) return { text: '', language };
  for (const candidate of [language, 'en', 'zh', ...Object.keys(text)]) {
    const found = text[candidate];
    if (found) return { text: found, language: candidate };
  }
  return { text: '', language };
}

export type Catalogue = Record<string, string>;
export type Values = Record<string, string | number>;

/**
 * A catalogue's message with {names} filled in. With a value `count`, the entry `key_one`,
 * `key_other`, ... by the language's plural rules comes before `key`.
 */
export function say(catalogue: Catalogue, language: Language, key: string, values?: Values): string {
  let message = catalogue[key];
  if (values && typeof values.count === 'number') {
    const form = new Intl.PluralRules(language).select(values.count);
    message = catalogue[`${key}_${form}`] ?? catalogue[`${key}_other`] ?? message;
  }
  if (message === undefined) return key;
  return values ? message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : message;
}

/** What a page reads: the language, its messages, and the right words of localised content. */
export interface Words<Key extends string> {
  language: Language;
  say(key: Key, values?: Values): string;
  of(text: Localised | null | undefined): string;
}

export class Texts<Key extends string> extends Cell<Words<Key>> {
  constructor(
    private readonly catalogues: Record<Language, Catalogue>,
    language: Language,
  ) {
    super(words(catalogues[language], language));
  }

  use(language: Language): void {
    this.set(words(this.catalogues[language], language));
  }
}

function words<Key extends string>(catalogue: Catalogue, language: Language): Words<Key> {
  return {
    language,
    say: (key, values) => say(catalogue, language, key, values),
    of: (text) => pick(text, language).text,
  };
}

/** The language for this visit; ?lang= is remembered like a choice in the menu. */
export function languageOfVisit(): Language {
  const query = new URLSearchParams(location.search).get('lang');
  const language = chooseLanguage(query, recall(kStored), navigator.languages ?? [navigator.language]);
  if (query && match([query]) === language) remember(kStored, language);
  document.documentElement.lang = htmlLanguage(language);
  return language;
}

export function rememberLanguage(language: Language): void {
  remember(kStored, language);
  document.documentElement.lang = htmlLanguage(language);
}

/** The tag for `lang`: simplified Chinese is named, so that the right glyphs are chosen. */
export function htmlLanguage(language: string): string {
  return language === 'zh' ? 'zh-Hans' : language;
}

/** Storage may be forbidden; a choice then lasts as long as the page. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Nothing to do: the choice still holds for this page.
  }
}

/** `days_one` and `days_other` are the message `days`. */
export type BaseKey<Full> = Full extends `${infer Base}_one` | `${infer Base}_other` ? Base : Full;

/** The entries that a language without a singular form has. */
export type EntriesOf<English> = { [Full in keyof English as Full extends `${string}_one` ? never : Full]: string };
