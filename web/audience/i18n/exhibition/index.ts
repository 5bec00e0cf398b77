import type { BaseKey, Catalogue, EntriesOf } from '../../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** Words of the exhibition and of special events; they come with those, not with the first page. */
export type ExhibitionKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kExhibitionCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
