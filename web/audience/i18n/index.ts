import type { BaseKey, Catalogue, EntriesOf } from '../../shared/text';
import type { en } from './en';

/** A message's key, plural forms taken together. */
export type Key = BaseKey<keyof typeof en>;

/** What a translation must hold: English decides the messages, each language its plural forms. */
export type Entries = EntriesOf<typeof en>;

type Tongue = 'zh' | 'en' | 'id';

/** A visitor reads one language: each comes by itself, and is empty until then. */
export const kCatalogues: Record<Tongue, Catalogue> = { zh: {}, en: {}, id: {} };

const kSources: Record<Tongue, () => Promise<Catalogue>> = {
  zh: () => import('./zh').then(({ zh }) => zh),
  en: () => import('./en').then(({ en }) => en),
  id: () => import('./id').then(({ id }) => id),
};

/** Fetches a language's messages; rejects if they do not come. */
export async function loadCatalogue(language: Tongue): Promise<void> {
  Object.assign(kCatalogues[language], await kSources[language]());
}
