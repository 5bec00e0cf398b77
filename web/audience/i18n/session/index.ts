import type { BaseKey, Catalogue, EntriesOf } from '../../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** Words about one session wherever it is shown; they come with the first page that shows one. */
export type SessionKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kSessionCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
