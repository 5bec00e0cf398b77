/** What is known about the viewer's network before the first segment. */
export interface NetworkHints {
  save_data: boolean;
  /** navigator.connection.effectiveType, where there is one. */
  effective_type: string | null;
  /** From the page's own files: see `measure`. */
  measured: { bps: number; first_byte_ms: number } | null;
}

export type NetworkKind = 'good' | 'fair' | 'poor';

/** How to begin: which playlists, at which rung, how far behind live. */
export interface NetworkPlan {
  kind: NetworkKind;
  /** The bandwidth the player assumes until it has measured its own. */
  estimate_bps: number;
  /** The `parts` of the multivariant query; null leaves the choice to the server. */
  parts: 'wide' | 'none' | null;
  /** Seconds added to the playlist's hold-back. */
  extra_hold_back_s: number;
  /** Seconds behind that distance at which a viewer who follows live is taken forward. */
  late_s: number;
}

/** The part of PerformanceResourceTiming that is measured. */
export interface LoadedFile {
  encodedBodySize: number;
  transferSize: number;
  requestStart: number;
  responseStart: number;
  responseEnd: number;
}

/**
 * Bandwidth and time to first byte from files that came over the network (not from the cache) and
 * are large enough to tell. Files overlap, so bytes are divided by the time in which any was arriving.
 */
export function measure(files: readonly LoadedFile[]): NetworkHints['measured'] {
  const sent = files.filter((file) => file.transferSize > 0 && file.requestStart > 0);
  const told = sent.filter((file) => file.encodedBodySize >= 4096);
  const bytes = told.reduce((sum, file) => sum + file.encodedBodySize, 0);
  if (bytes < 16_384) return null;
  const spans = told.map((file) => [file.responseStart, file.responseEnd] as const).sort((a, b) => a[0] - b[0]);
  let busy_ms = 0;
  let until = -Infinity;
  for (const [from, to] of spans) {
    busy_ms += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  const first_byte_ms = Math.min(...sent.map((file) => file.responseStart - file.requestStart));
  return { bps: Math.round((bytes * 8000) / Math.max(busy_ms, 1)), first_byte_ms: Math.round(first_byte_ms) };
}

const kPlans: Record<NetworkKind, NetworkPlan> = {
  good: { kind: 'good', estimate_bps: 6_000_000, parts: null, extra_hold_back_s: 0, late_s: 3 },
  fair: { kind: 'fair', estimate_bps: 900_000, parts: 'wide', extra_hold_back_s: 1, late_s: 8 },
  poor: { kind: 'poor', estimate_bps: 250_000, parts: 'none', extra_hold_back_s: 4, late_s: 25 },
};

export function planFor(hints: NetworkHints): NetworkPlan {
  const plan = kPlans[kindOf(hints)];
  if (!hints.measured) return plan;
  return { ...plan, estimate_bps: Math.round(Math.min(plan.estimate_bps, hints.measured.bps * 0.6)) };
}

function kindOf({ save_data, effective_type, measured }: NetworkHints): NetworkKind {
  if (save_data || effective_type === 'slow-2g' || effective_type === '2g') return 'poor';
  if (measured) {
    if (measured.bps < 700_000 || measured.first_byte_ms > 350) return 'poor';
    if (measured.bps < 1_600_000 || measured.first_byte_ms > 250) return 'fair';
    return 'good';
  }
  return effective_type === '3g' ? 'fair' : 'good';
}

/** The plan after playback stalled again and again on this one: wider parts, then none. */
export function morePatient(plan: NetworkPlan): NetworkPlan {
  const next: Record<NetworkKind, NetworkKind> = { good: 'fair', fair: 'poor', poor: 'poor' };
  const patient = kPlans[next[plan.kind]];
  return { ...patient, estimate_bps: Math.min(patient.estimate_bps, plan.estimate_bps) };
}

/** What this browser knows of its network. */
export function hintsOfBrowser(): NetworkHints {
  const connection = (navigator as { connection?: { saveData?: boolean; effectiveType?: string } }).connection;
  const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  return {
    save_data: connection?.saveData ?? false,
    effective_type: connection?.effectiveType ?? null,
    measured: measure(files),
  };
}

/** The first rung: the best that the assumed bandwidth carries with room, at most 480 lines; then upwards. */
export function startLevel(levels: readonly { bitrate: number; height: number }[], plan: NetworkPlan): number {
  if (plan.kind === 'poor') return lowest(levels);
  let best = lowest(levels);
  levels.forEach((level, index) => {
    const fits = level.bitrate <= plan.estimate_bps * 0.6 && level.height <= 480;
    if (fits && level.bitrate > levels[best]!.bitrate) best = index;
  });
  return best;
}

function lowest(levels: readonly { bitrate: number }[]): number {
  return levels.reduce((best, level, index) => (level.bitrate < levels[best]!.bitrate ? index : best), 0);
}
