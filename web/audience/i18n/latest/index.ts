import type { BaseKey, Catalogue, EntriesOf } from '../../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** Words of what has come out, for the lobby and the banner: few, since every reader of the lobby gets them. */
export type LatestKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kLatestCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
