/** A stretch of the programme in real time, ms since 1970. A replay counts from 0. */
export interface Span {
  start_ms: number;
  end_ms: number;
}

/** Where a position is to be played from. */
export type Move = { kind: 'within' } | { kind: 'rewind' } | { kind: 'live' };

/** Closer to live than this, a viewer means "live". */
export const kNearLive_ms = 4000;

/** A position at the very start of the live window would fall out of it while it loads. */
const kWindowMargin_ms = 6000;

export const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/**
 * What a jump to `to` needs. `window` is what the present playlist lists, `live_ms` where a viewer
 * who follows live would be.
 */
export function moveTo(to: number, mode: 'live' | 'rewind', window: Span | null, live_ms: number): Move {
  if (to >= live_ms - kNearLive_ms) return { kind: 'live' };
  const margin = mode === 'live' ? kWindowMargin_ms : 0;
  if (window && to >= window.start_ms + margin && to <= window.end_ms) return { kind: 'within' };
  return { kind: 'rewind' };
}

/** Where `at` lies on the slider, 0 to 1. */
export function share(at: number, span: Span): number {
  const length = span.end_ms - span.start_ms;
  return length > 0 ? clamp((at - span.start_ms) / length, 0, 1) : 1;
}

export function positionAt(fraction: number, span: Span): number {
  return span.start_ms + clamp(fraction, 0, 1) * (span.end_ms - span.start_ms);
}

/** A fragment as both kinds of time. */
export interface Anchor {
  media_s: number;
  real_ms: number;
  length_s: number;
}

/** The real time of a media time: by the anchor that holds it, else the nearest one before it. */
export function realAt(media_s: number, anchors: readonly Anchor[]): number | null {
  const anchor = last(anchors, (candidate) => candidate.media_s <= media_s + 1e-3) ?? anchors[0];
  return anchor ? anchor.real_ms + (media_s - anchor.media_s) * 1000 : null;
}

/** The media time of a real time; null when the anchors do not reach it. */
export function mediaAt(real_ms: number, anchors: readonly Anchor[]): number | null {
  const anchor = last(anchors, (candidate) => candidate.real_ms <= real_ms);
  const final = anchors[anchors.length - 1];
  if (!anchor || !final || real_ms > final.real_ms + final.length_s * 1000 + 2000) return null;
  return anchor.media_s + (real_ms - anchor.real_ms) / 1000;
}

/** The last element that passes a test which earlier elements pass too: a binary search. */
function last<T>(sorted: readonly T[], passes: (item: T) => boolean): T | null {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1] ?? null;
}
