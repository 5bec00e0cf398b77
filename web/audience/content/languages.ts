import { htmlLanguage } from '../../shared/text';

/** The name of a language in that language: "日本語", "Italiano". */
export function ownName(language: string): string {
  try {
    const name = new Intl.DisplayNames([htmlLanguage(language)], { type: 'language' }).of(language) ?? language;
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  } catch {
    return language;
  }
}

/** The name of a language in another. */
export function nameIn(language: string, reader: string): string {
  try {
    return new Intl.DisplayNames([htmlLanguage(reader)], { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}

/** A post's languages, the conference's own first and in their order. */
export function inOrder(languages: readonly string[], own: readonly string[]): string[] {
  const rank = (one: string) => (own.includes(one) ? own.indexOf(one) : own.length);
  return [...languages].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en'));
}

/** Which of a post's languages to show: the one asked for, the reader's, else English, else the first. */
export function languageOf(available: readonly string[], asked: string | null, reader: string): string {
  return [asked, reader, 'en'].find((one): one is string => one !== null && available.includes(one)) ?? available[0] ?? reader;
}
