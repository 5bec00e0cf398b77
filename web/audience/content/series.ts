import type { Language } from '../../shared/api';
import { readDecimal, rounded, magnitude, plain } from '../../shared/decimal';
import type { Approximation, Indicator, Period, Point, Reading } from './types';

/** A point of a series, or the indicator's own value among them. */
export interface Step extends Point {
  own: boolean;
}

const kLocale: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB', id: 'id-ID' };

const kEndOf: Record<Language, (year: string) => string> = { zh: (year) => `${year}年底`, en: (year) => `end of ${year}`, id: (year) => `akhir ${year}` };

/** What orders periods: "2019" comes before "2019-10" and that before "2019-12-31". */
const orderOf = ({ span, as_of }: Period): string => span || (as_of ?? '');

/** The series with the indicator's own value in its place; one value alone is no series. */
export function seriesOf(one: Indicator): Step[] {
  if (one.points.length === 0) return [];
  const own: Step = { period: one.period, value: one.value, approximation: one.approximation, note: {}, sources: one.sources, own: true };
  const others = one.points.filter(({ period }) => orderOf(period) !== orderOf(one.period)).map((point): Step => ({ ...point, own: false }));
  return [...others, own].sort((a, b) => orderOf(a.period).localeCompare(orderOf(b.period), 'en'));
}

/** Whether the values may not be compared with one another. */
export const isBroken = (one: Indicator): boolean => Object.values(one.break_note).some(Boolean);

/** "2019", "October 2019", "end of 2019", "23 July 2020"; a text that is no date stays as it is. */
export function periodText({ span, as_of }: Period, language: Language): string {
  if (as_of?.endsWith('-12-31')) return kEndOf[language](as_of.slice(0, 4));
  if (as_of) return dated(as_of, language, { day: 'numeric', month: 'long', year: 'numeric' });
  if (/^\d{4}-\d\d$/.test(span)) return dated(`${span}-01`, language, { month: 'long', year: 'numeric' });
  return language === 'zh' && /^\d{4}$/.test(span) ? `${span}年` : span;
}

/** For the foot of a bar: the year, or year and month. */
export function periodShort({ span, as_of }: Period, language: Language): string {
  if (as_of?.endsWith('-12-31')) return as_of.slice(0, 4);
  return as_of ? dated(as_of, language, { month: 'short', year: 'numeric' }) : /^\d{4}-\d\d$/.test(span) ? dated(`${span}-01`, language, { month: 'short', year: 'numeric' }) : span;
}

function dated(date: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  const at = Date.parse(`${date}T12:00:00Z`);
  return Number.isNaN(at) ? date : new Intl.DateTimeFormat(kLocale[language], { ...options, timeZone: 'UTC' }).format(at);
}

/** How a reading stands to the report's own value. Nothing is made of the two: they are only told apart. */
export type Standing = 'same' | 'rounded' | 'differs' | 'words';

export function standingOf(reading: Reading, own: { value: string; approximation: Approximation }): Standing {
  const theirs = reading.value === null ? null : readDecimal(reading.value);
  const ours = readDecimal(own.value);
  if (!theirs || !ours) return 'words';
  if (plain(theirs) === plain(ours)) return 'same';
  if (theirs.digits === 0n || magnitude(theirs) > magnitude(ours) + 1) return 'differs';
  // Rounded as far as theirs is, ours is theirs.
  return plain(rounded(ours, -theirs.exponent)) === plain(theirs) ? 'rounded' : 'differs';
}
