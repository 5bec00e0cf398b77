import type { BaseKey, Catalogue, EntriesOf } from '../../shared/text';
import type { Rule } from '../wire';
import { en } from './en';
import { id } from './id';
import { zh } from './zh';

/** Words that the stage page, the desk and the overlays share. */
export type PulseKey = BaseKey<keyof typeof en>;
export type Entries = EntriesOf<typeof en>;

export const kPulseCatalogues: Record<'zh' | 'en' | 'id', Catalogue> = { zh, en, id };

/** The words for a rule of moderation; `other` would read as a plural form. */
export const ruleKey = (rule: Rule): PulseKey => (rule === 'other' ? 'rule_else' : `rule_${rule}`);
