import type { Language } from '../../shared/api';
import { clockTime, dateOf, dayOf } from '../../shared/time';
import type { Duty, Slot } from './types';

/** What of something dated falls on one day of the shown zone. */
export interface Day<T> {
  /** YYYY-MM-DD in the zone. */
  date: string;
  name: string;
  all: T[];
}

export function byDay<T extends { starts_at: string }>(all: readonly T[], zone: string, language: Language): Day<T>[] {
  const days = new Map<string, Day<T>>();
  for (const one of [...all].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at))) {
    const date = dateOf(one.starts_at, zone);
    if (!days.has(date)) days.set(date, { date, name: dayOf(one.starts_at, zone, language), all: [] });
    days.get(date)!.all.push(one);
  }
  return [...days.values()];
}

/** Who stands at a booth now, and who comes next where nobody does. */
export function dutyAt(duty: readonly Duty[], now: number): { now: Duty[]; next: Duty | null } {
  const here = duty.filter(({ starts_at, ends_at }) => Date.parse(starts_at) <= now && now < Date.parse(ends_at));
  const ahead = duty.filter(({ starts_at }) => Date.parse(starts_at) > now).sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at));
  return { now: here, next: ahead[0] ?? null };
}

/** "14:00–14:20" in a zone. */
export const span = ({ starts_at, ends_at }: { starts_at: string; ends_at: string }, zone: string, language: Language): string =>
  `${clockTime(starts_at, zone, language)}–${clockTime(ends_at, zone, language)}`;

/** Slots that can still be taken. */
export const ahead = (slots: readonly Slot[], now: number): Slot[] => slots.filter(({ starts_at }) => Date.parse(starts_at) > now);

/** What a guide shows just now: the last stop whose minute has come; -1 before the first. */
export function stopAt(stops: readonly { after_minutes: number }[], started_at: string | null, now: number): number {
  if (started_at === null) return -1;
  const minutes = (now - Date.parse(started_at)) / 60_000;
  return stops.reduce((found, { after_minutes }, at) => (after_minutes <= minutes ? at : found), -1);
}
