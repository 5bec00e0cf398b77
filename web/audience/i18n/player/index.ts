import type { BaseKey, Catalogue, EntriesOf } from '../../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** The player's own messages; they come with it, not with the first page. */
export type PlayerKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kPlayerCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
