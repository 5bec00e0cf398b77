import type { BaseKey, Catalogue, EntriesOf } from '../../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** Words of the programme and the pages that lead into it; they come with their chunk. */
export type ProgrammeKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kProgrammeCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
