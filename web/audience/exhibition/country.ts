import type { Language } from '../../shared/api';

const kLocale: Record<Language, string> = { zh: 'zh-CN', en: 'en', id: 'id' };

/** A country in the reader's words; its code where the browser has none. */
export function countryName(code: string, language: Language): string {
  try {
    return new Intl.DisplayNames([kLocale[language]], { type: 'region' }).of(code.toUpperCase()) ?? code;
  } catch {
    return code;
  }
}
