import { expect, it } from 'vitest';
import type { Language } from './api';
import { kLanguages, type Catalogue } from './text';

const base = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const holes = (message: string) => [...message.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

/** What holds for every catalogue: all languages, all plural forms, the same {names}. */
export function testCatalogues(catalogues: Record<Language, Catalogue>): void {
  const english = Object.keys(catalogues.en);

  it.each(kLanguages)('%s has every message and no other', (language) => {
    const wanted = [...new Set(english.map(base))].sort();
    expect([...new Set(Object.keys(catalogues[language]).map(base))].sort()).toEqual(wanted);
  });

  it.each(kLanguages)('%s has all its plural forms', (language) => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plural = english.filter((key) => key.endsWith('_other')).map(base);
    const missing = plural.flatMap((key) =>
      forms.map((form) => `${key}_${form}`).filter((full) => !(full in catalogues[language])),
    );
    expect(missing).toEqual([]);
  });

  it.each(kLanguages)('%s fills in the same values', (language) => {
    for (const [key, message] of Object.entries(catalogues[language])) {
      expect([key, holes(message)]).toEqual([key, holes(catalogues.en[key] ?? '')]);
      expect(message.trim()).not.toBe('');
    }
  });
}
