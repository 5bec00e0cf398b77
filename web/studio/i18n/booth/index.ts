import type { BaseKey, Catalogue, EntriesOf } from '../../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** The words of the exhibitor's desk. */
export type BoothKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kBoothCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
