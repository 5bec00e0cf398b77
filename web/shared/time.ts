import type { Language } from './api';

const kLocale: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB', id: 'id-ID' };
const kMinute = 60_000;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) {
    try {
      found = new Intl.DateTimeFormat(kLocale[language], options);
    } catch {
      found = new Intl.DateTimeFormat(kLocale[language], { ...options, timeZone: 'UTC' });
    }
    formats.set(key, found);
  }
  return found;
}

export type Moment = number | string;

const instant = (moment: Moment): number => (typeof moment === 'number' ? moment : Date.parse(moment));

/** 15:04, by the given zone, 24 hours in every language. */
export function clockTime(moment: Moment, zone: string, language: Language, seconds = false): string {
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone };
  if (seconds) options.second = '2-digit';
  const parts = format(language, options).formatToParts(instant(moment));
  return parts
    .filter((part) => part.type === 'hour' || part.type === 'minute' || part.type === 'second')
    .map((part) => part.value.padStart(2, '0'))
    .join(':');
}

/** "Thursday, 23 July" of an instant in a zone. */
export function dayOf(moment: Moment, zone: string, language: Language): string {
  return format(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone }).format(instant(moment));
}

/** The calendar date (YYYY-MM-DD) of an instant in a zone. */
export function dateOf(moment: Moment, zone: string): string {
  const parts = format('en', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone });
  const found = Object.fromEntries(parts.formatToParts(instant(moment)).map((part) => [part.type, part.value]));
  return `${found.year}-${found.month}-${found.day}`;
}

/** A calendar date, which has no zone, in words: "Thursday 23 July", "23 July". */
export function calendarDay(date: string, language: Language, weekday = true): string {
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', timeZone: 'UTC' };
  return format(language, weekday ? { ...options, weekday: 'long' } : options).format(Date.parse(`${date}T12:00:00Z`));
}

/** Parts of a calendar date, which has no zone: weekday, day of the month, month. */
export function dateParts(date: string, language: Language): { weekday: string; day: string; month: string } {
  const at = Date.parse(`${date}T12:00:00Z`);
  const of = (options: Intl.DateTimeFormatOptions) => format(language, { ...options, timeZone: 'UTC' }).format(at);
  return { weekday: of({ weekday: 'long' }), day: String(Number(date.slice(8, 10))), month: of({ month: 'long' }) };
}

/** "23–25 July 2020" for the first and last day of a conference. */
export function dateSpan(first: string, last: string, language: Language): string {
  const from = Date.parse(`${first}T12:00:00Z`);
  const to = Date.parse(`${last}T12:00:00Z`);
  const shape = format(language, { dateStyle: 'long', timeZone: 'UTC' });
  if (language !== 'zh') return shape.formatRange(from, to);
  // The range that ICU writes for Chinese is one of figures and slashes.
  const end = first.slice(0, 7) === last.slice(0, 7) ? `${Number(last.slice(8))}日` : shape.format(to);
  return first === last ? shape.format(from) : `${shape.format(from)}至${end}`;
}

/** "UTC+8", "UTC−3:30". */
export function utcOffset(minutes: number): string {
  const size = Math.abs(minutes);
  const rest = size % 60;
  const sign = minutes < 0 ? '−' : '+';
  return `UTC${sign}${Math.floor(size / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

/** How far a zone is from UTC at an instant, in minutes. */
export function zoneOffset(moment: Moment, zone: string): number {
  const at = instant(moment);
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    hourCycle: 'h23', timeZone: zone,
  };
  const parts = Object.fromEntries(format('en', options).formatToParts(at).map((part) => [part.type, Number(part.value)]));
  const local = Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!);
  return Math.round((local - Math.floor(at / 1000) * 1000) / kMinute);
}

/** "China Standard Time (UTC+8)": a zone in words. */
export function zoneName(moment: Moment, zone: string, language: Language): string {
  const parts = format(language, { timeZoneName: 'long', timeZone: zone }).formatToParts(instant(moment));
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
  return /UTC|GMT/.test(name) ? utcOffset(zoneOffset(moment, zone)) : `${name} (${utcOffset(zoneOffset(moment, zone))})`;
}

/** What a countdown shows: never negative, whole seconds, rounded up so that 0 means "now". */
export interface Countdown {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
  total_s: number;
}

export function countdown(to: Moment, now: number): Countdown {
  const total_s = Math.max(0, Math.ceil((instant(to) - now) / 1000));
  return {
    days: Math.floor(total_s / 86_400),
    hours: Math.floor((total_s % 86_400) / 3600),
    minutes: Math.floor((total_s % 3600) / 60),
    seconds: total_s % 60,
    total_s,
  };
}

/** 1:02:03 or 2:03 for a position or a length; negative values get a minus sign. */
export function duration(seconds: number): string {
  const size = Math.floor(Math.abs(seconds));
  const sign = seconds < 0 && size > 0 ? '−' : '';
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(size / 3600);
  const minutes = Math.floor((size % 3600) / 60);
  return hours > 0 ? `${sign}${hours}:${two(minutes)}:${two(size % 60)}` : `${sign}${minutes}:${two(size % 60)}`;
}

/** The coarse distance of two instants, for words such as "in 3 hours". */
export function coarse(ms: number): { value: number; unit: 'day' | 'hour' | 'minute' | 'second' } {
  const size = Math.abs(ms);
  if (size >= 2 * kDay) return { value: Math.round(ms / kDay), unit: 'day' };
  if (size >= 2 * kHour) return { value: Math.round(ms / kHour), unit: 'hour' };
  if (size >= kMinute) return { value: Math.round(ms / kMinute), unit: 'minute' };
  return { value: Math.round(ms / 1000), unit: 'second' };
}

export function relative(ms: number, language: Language): string {
  const { value, unit } = coarse(ms);
  return new Intl.RelativeTimeFormat(kLocale[language], { numeric: 'auto' }).format(value, unit);
}
