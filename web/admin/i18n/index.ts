import type { BaseKey, Catalogue, EntriesOf } from '../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** A message's key on the organiser's desk, plural forms taken together. */
export type Key = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
