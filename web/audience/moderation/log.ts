import type { Rule } from '../../pulse/wire';

/** A line of GET /api/v1/stages/{stage}/moderation: how often something was done within an hour. */
export interface Moderated {
  /** The hour's beginning. */
  at: string;
  action: string;
  rule: Rule | null;
  /** What a rule of the room was set to: "on", "off", seconds, a policy. */
  to: string | null;
  count: number;
}

export interface Hour {
  at: string;
  entries: Moderated[];
}

/** The log by its hours, the newest first. */
export function hoursOf(entries: readonly Moderated[]): Hour[] {
  const hours = new Map<string, Moderated[]>();
  for (const entry of entries) hours.set(entry.at, [...(hours.get(entry.at) ?? []), entry]);
  return [...hours].map(([at, found]) => ({ at, entries: found })).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
