import type { BaseKey, Catalogue, EntriesOf } from '../../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** The words of the moderator's desk, the people's page and the figures. */
export type DeskKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kDeskCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
