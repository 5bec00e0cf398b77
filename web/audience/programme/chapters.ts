import type { RunningItem, Session } from '../../shared/api';

export interface Chapter {
  item: RunningItem;
  /** From the replay's beginning. */
  at_ms: number;
  /** Nobody noted when the item began: it stands where an even share of the session would put it. */
  guessed: boolean;
}

/**
 * The running order as chapters of the replay. An item begins where it was noted, else where it was
 * planned (from the session's planned start), else by an even share; chapters never go back in time.
 */
export function chaptersOf(session: Session): Chapter[] {
  const began = Date.parse(session.started_at ?? session.starts_at);
  const planned = Date.parse(session.starts_at);
  const length = Math.max(0, Date.parse(session.ended_at ?? session.ends_at) - began);
  const count = session.running_order.length;
  let latest = 0;
  return session.running_order.map((item, index) => {
    const noted = item.started_at ? Date.parse(item.started_at) - began : null;
    const plan = item.starts_at ? Date.parse(item.starts_at) - planned : null;
    const at = noted ?? plan ?? (length * index) / count;
    latest = Math.min(length, Math.max(latest, at, 0));
    return { item, at_ms: Math.round(latest), guessed: noted === null };
  });
}

/** The chapter that plays at a position; null before the first. */
export function chapterAt(chapters: readonly Chapter[], position_ms: number): Chapter | null {
  return [...chapters].reverse().find(({ at_ms }) => at_ms <= position_ms + 500) ?? null;
}

/** What an address asks to be played: "?t=95" seconds, or "?item=keynote-3" as a chapter. */
export function momentOf(query: string, chapters: readonly Chapter[]): number | null {
  const asked = new URLSearchParams(query);
  const seconds = Number(asked.get('t') ?? NaN);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  return chapters.find(({ item }) => item.id === asked.get('item'))?.at_ms ?? null;
}
