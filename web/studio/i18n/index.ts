import type { BaseKey, Catalogue, EntriesOf } from '../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** A studio message's key, plural forms taken together. */
export type Key = BaseKey<keyof typeof en>;

/** What a translation must hold: English decides the messages, each language its plural forms. */
export type Entries = EntriesOf<typeof en>;

export const kCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
