import type { BaseKey, Catalogue, EntriesOf } from '../../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** The words of the public log of moderation. */
export type ModerationKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kModerationCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
