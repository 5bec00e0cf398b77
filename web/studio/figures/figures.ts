import type { Localised } from '../../shared/api';

/** One minute of a session: how many watched, with the bounds of what is known. */
export interface Minute {
  at: string;
  now: number;
  low: number;
  high: number;
}

/** One figure with what it means. */
export interface Figure {
  id: string;
  value: number;
  low: number | null;
  high: number | null;
  definition: Localised | string;
  /** Of which definition it is one: several figures share some. */
  means: string;
}

export interface Figures {
  session: string;
  figures: Figure[];
  curve: Minute[];
}

const kMinute_ms = 60_000;

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** The document's figures, flat, in the order they are shown; `views` and `devices` share a definition. */
const kPlaces: readonly { id: string; path: readonly string[]; definition: string }[] = [
  { id: 'average_minute_audience', path: ['average_minute_audience'], definition: 'average_minute_audience' },
  { id: 'peak', path: ['peak'], definition: 'peak' },
  { id: 'unique_devices', path: ['unique_devices'], definition: 'unique_devices' },
  { id: 'accounts', path: ['accounts'], definition: 'accounts' },
  { id: 'views_2s', path: ['views', 'at_least_2_s'], definition: 'views' },
  { id: 'views_30s', path: ['views', 'at_least_30_s'], definition: 'views' },
  { id: 'views_60s', path: ['views', 'at_least_60_s'], definition: 'views' },
];

/** Reads GET /api/v1/desk/sessions/{session}/audience; what is missing is left out, not guessed. */
export function readFigures(answer: unknown): Figures {
  const document = (answer ?? {}) as Record<string, unknown>;
  const definitions = (document.definitions ?? {}) as Record<string, Localised | string>;
  const at = (path: readonly string[]) =>
    path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], document);
  const figures = kPlaces.flatMap(({ id, path, definition }): Figure[] => {
    const found = at(path);
    const bounded = (typeof found === 'object' ? found : null) as Record<string, unknown> | null;
    const value = number(found) ?? number(bounded?.value);
    if (value === null) return [];
    return [{ id, value, low: number(bounded?.low), high: number(bounded?.high), definition: definitions[definition] ?? '', means: definition }];
  });
  const curve = (Array.isArray(document.curve) ? (document.curve as Record<string, unknown>[]) : []).flatMap((one): Minute[] => {
    const now = number(one.viewers);
    if (now === null || typeof one.at !== 'string') return [];
    return [{ at: one.at, now, low: number(one.low) ?? now, high: number(one.high) ?? now }];
  });
  return { session: typeof document.session === 'string' ? document.session : '', figures, curve };
}

/** A minute without an entry is one nobody watched: the curve shows it as zero, not as a line across. */
export function filled(curve: readonly Minute[]): Minute[] {
  const whole: Minute[] = [];
  for (const minute of curve) {
    const last = whole[whole.length - 1];
    const gap = last ? Math.round((Date.parse(minute.at) - Date.parse(last.at)) / kMinute_ms) - 1 : 0;
    for (let step = 1; step <= Math.min(gap, 24 * 60); step += 1) {
      whole.push({ at: new Date(Date.parse(last!.at) + step * kMinute_ms).toISOString(), now: 0, low: 0, high: 0 });
    }
    whole.push(minute);
  }
  return whole;
}
