import type { Language } from '../../shared/api';
import { amount, converted, isCurrency, worded, type Amount, type Rate } from '../../shared/amount';
import { Cell } from '../../shared/cell';
import { recall, remember } from '../../shared/text';
import type { Indicator } from './types';

/** "As published", no conversion. */
export const kPublished = 'published';
const kStored = 'plenary.currency';

/** The chosen rate's id, a currency's code from the address, `published`, or null: nothing chosen. */
export const chosen = new Cell<string | null>(
  typeof location === 'undefined' ? null : (new URLSearchParams(location.search).get('currency') ?? recall(kStored)),
);

export function choose(rate: string): void {
  remember(kStored, rate);
  chosen.set(rate);
}

/** The currency that readers of a language count in, where the rates themselves do not say. */
const kOfLanguage: Partial<Record<Language, string>> = { id: 'IDR' };

/** The rates by which something of this report can be shown. */
export function usable(rates: readonly Rate[], indicators: readonly Indicator[]): Rate[] {
  const units = new Set(indicators.map(({ unit }) => unit).filter(isCurrency));
  return rates.filter(({ from, to }) => units.has(from) || units.has(to));
}

/** The other currency of a rate, seen from a unit. */
export const other = (rate: Rate, unit: string): string => (rate.from === unit ? rate.to : rate.from);

/** The rate to show amounts by; null: as published. */
export function rateFor(rates: readonly Rate[], choice: string | null, language: Language): Rate | null {
  if (choice === kPublished) return null;
  const theirs = rates.find(({ languages }) => languages?.includes(language));
  if (choice === null && rates.some(({ languages }) => languages)) return theirs ?? null;
  const wanted = choice ?? kOfLanguage[language] ?? null;
  if (wanted === null) return null;
  const code = wanted.toUpperCase();
  return rates.find(({ id }) => id === wanted) ?? rates.find(({ to }) => to === code) ?? rates.find(({ from }) => from === code) ?? null;
}

/** An amount as the page shows it; converted ones with what was published and the rate. */
export interface Shown {
  amount: Amount;
  unit: string;
  published: Amount | null;
  rate: Rate | null;
}

export function show(value: string, unit: string, language: Language, rate: Rate | null): Shown | null {
  const published = amount(value, unit, language);
  if (!published) return null;
  const moved = rate && isCurrency(unit) ? converted(value, unit, rate) : null;
  if (!moved) return { amount: published, unit, published: null, rate: null };
  return { amount: worded(moved.exact, moved.unit, language), unit: moved.unit, published, rate };
}
