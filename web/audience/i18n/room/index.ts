import type { BaseKey, Catalogue, EntriesOf } from '../../../shared/text';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** Words of the conversation and the account pages; they come with those, not with the first page. */
export type RoomKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kRoomCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };
