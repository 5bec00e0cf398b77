import type { NetworkPlan } from './network';
import type { Span } from './timeline';

/** One rung that a viewer can choose. */
export interface Rung {
  id: number;
  height: number;
  bps: number;
}

export type Quality = { kind: 'auto' } | { kind: 'rung'; id: number } | { kind: 'audio' };

/** What an engine tells the player. */
export interface EngineListener {
  /** The multivariant playlist is known. */
  rungs(rungs: Rung[], audio_only: boolean): void;
  /** The rung on screen changed. */
  shown(height: number): void;
  /** The server does not answer as it should; the engine goes on trying by itself. */
  lost(detail: string): void;
  found(): void;
  /** The engine cannot go on with this source; the player loads it again. */
  fatal(detail: string): void;
}

/** Figures for the details panel; null where the engine cannot know. */
export interface EngineStats {
  bandwidth_bps: number | null;
  hold_back_s: number | null;
  latency_s: number | null;
  part_s: number | null;
}

/** Where to begin: following live, or at a real time (live, rewind), or at a media time (replay). */
export type Start = { kind: 'live' } | { kind: 'real'; ms: number } | { kind: 'media'; seconds: number };

/** What makes a video element play HLS. Owns its own machinery, never the element. */
export interface Engine {
  load(url: string, start: Start): void;
  /** True when this begins the source anew, so that the player must start it again. */
  setQuality(quality: Quality): boolean;
  /** Whether playback may run faster to come closer to live; a viewer who went back may not. */
  setCatchUp(on: boolean): void;
  /** Seconds behind the newest media that playback aims for. */
  setTarget(seconds: number): void;
  /** What the present playlist lists, in real time where it says so. */
  window(): Span | null;
  realAt(media_s: number): number | null;
  mediaAt(real_ms: number): number | null;
  /** Where a viewer who follows live should be, as media time. */
  liveTime(): number | null;
  stats(): EngineStats;
  destroy(): void;
}

export type MakeEngine = (video: HTMLVideoElement, plan: NetworkPlan, listener: EngineListener) => Engine;
