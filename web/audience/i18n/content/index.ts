import type { BaseKey, Catalogue, EntriesOf } from '../../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** Words of report, news and summary; they come with those, not with the first page. */
export type ContentKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kContentCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
