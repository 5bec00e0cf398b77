import type { Language } from '../../shared/api';

const kOwn: Record<string, string> = { zh: '中文', en: 'English', id: 'Bahasa Indonesia' };

/** A language's name for the reader, beside its own name where the pages know it. */
export function languageName(tag: string, reader: Language): string {
  if (kOwn[tag]) return kOwn[tag];
  try {
    return new Intl.DisplayNames([reader], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
