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
}

export interface Figures {
  session: string;
  figures: Figure[];
  curve: Minute[];
}

const kMinute_ms = 60_000;

/** Reads GET /api/v1/desk/sessions/{session}/audience; what is missing is left out, not guessed. */
export function readFigures(answer: unknown): Figures {
  const document = (answer ?? {}) as Record<string, unknown>;
  const list: Record<string, unknown>[] = Array.isArray(document.figures)
    ? (document.figures as Record<string, unknown>[])
    : Object.entries((document.figures ?? {}) as Record<string, Record<string, unknown>>).map(([id, one]) => ({ id, ...one }));
  const number = (value: unknown) => (typeof value === 'number' ? value : null);
  const figures = list.flatMap((one): Figure[] => {
    const value = number(one.value);
    if (value === null) return [];
    return [{ id: String(one.id ?? one.name), value, low: number(one.low), high: number(one.high), definition: (one.definition ?? '') as string }];
  });
  const curve = (Array.isArray(document.curve) ? (document.curve as Record<string, unknown>[]) : []).flatMap((one): Minute[] => {
    const now = number(one.now) ?? number(one.viewers) ?? number(one.mean);
    const at = typeof one.at === 'string' ? one.at : typeof one.t === 'number' ? new Date(one.t).toISOString() : null;
    if (now === null || at === null) return [];
    return [{ at, now, low: number(one.low) ?? now, high: number(one.high) ?? now }];
  });
  return { session: String(document.session ?? ''), figures, curve };
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
