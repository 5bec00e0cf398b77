import type { Lead } from './booth_api';

export type LeadOrder = 'newest' | 'rating' | 'name';

export interface LeadChoice {
  query: string;
  /** '' is any. */
  tag: string;
  at_least: number;
  order: LeadOrder;
}

const kAll = new Intl.Collator(['zh', 'en', 'id'], { numeric: true, sensitivity: 'base' });

/** A text for comparing: without the differences between capitals, widths and accents. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The leads that fit, in the order wanted; every word of the query must be somewhere in the lead. */
export function chosenLeads(leads: readonly Lead[], { query, tag, at_least, order }: LeadChoice): Lead[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const newest = (one: Lead, other: Lead) => Date.parse(other.at) - Date.parse(one.at) || 0;
  return leads
    .filter((lead) => (!tag || lead.tags.includes(tag)) && lead.rating >= at_least)
    .filter((lead) => {
      const whole = folded([lead.name, lead.email, lead.organisation, lead.telephone, lead.words, lead.note, ...lead.tags].join('\n'));
      return words.every((word) => whole.includes(word));
    })
    .sort((one, other) => (order === 'rating' ? other.rating - one.rating : order === 'name' ? kAll.compare(one.name, other.name) : 0) || newest(one, other));
}

/** Every tag in use, the most used first. */
export function tagsOf(leads: readonly Lead[]): string[] {
  const counts = new Map<string, number>();
  for (const lead of leads) for (const tag of lead.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([one, most], [other, more]) => more - most || kAll.compare(one, other)).map(([tag]) => tag);
}
