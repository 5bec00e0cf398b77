import { Cell } from '../shared/cell';
import type { Engine, EngineStats, MakeEngine, Quality, Rung, Start } from './engine';
import { LatencyTarget, shouldJump } from './latency_target';
import { kIdle, step, type Machine, type PlayerEvent } from './machine';
import { morePatient, type NetworkPlan } from './network';
import { StuckWatch, type Patience } from './stuck';
import { clamp, kNearLive_ms, moveTo, type Span } from './timeline';

export type Source =
  | { kind: 'live'; url: string; rewind: string | null; opened_ms: number | null }
  | { kind: 'replay'; url: string };

/** Everything the page shows of the player. Positions are real time (live) or count from 0 (replay). */
export interface PlayerView {
  machine: Machine;
  mode: 'live' | 'rewind' | 'replay';
  muted: boolean;
  /** The browser allowed playing only without sound, and the viewer has not asked for sound yet. */
  silent_start: boolean;
  volume: number;
  position_ms: number;
  span: Span;
  buffered_s: number;
  at_live: boolean;
  latency_ms: number | null;
  target_s: number | null;
  rate: number;
  rungs: Rung[];
  audio_only: boolean;
  quality: Quality;
  height: number;
  network: NetworkPlan['kind'];
  trouble: string;
  first_frame_ms: number | null;
  dropped_frames: number;
  stats: EngineStats;
}

const kNoStats: EngineStats = { bandwidth_bps: null, hold_back_s: null, latency_s: null, part_s: null };
const kTick_ms = 250;
/** Out of reach for this long, the player begins again from the multivariant playlist. */
const kGiveUp_ms = 20_000;
const kPatience: Record<NetworkPlan['kind'], Patience> = {
  good: { loading_ms: 10_000, stalled_ms: 4000 },
  fair: { loading_ms: 15_000, stalled_ms: 8000 },
  poor: { loading_ms: 30_000, stalled_ms: 15_000 },
};

/** Where what is loaded ends, as media time; -1 if nothing is. */
const bufferedEnd = ({ buffered }: HTMLVideoElement) => (buffered.length ? buffered.end(buffered.length - 1) : -1);

export interface PlayerSettings {
  /** Real time by the server's clock. */
  real: () => number;
  plan: NetworkPlan;
  makeEngine: MakeEngine;
  volume: number;
  /** Begin without sound; the viewer is then offered it. */
  muted: boolean;
  /** Told when the viewer changes the volume, to remember it. */
  onVolume?: (volume: number) => void;
}

/**
 * One video element and what plays in it. The element is the player's own, so that it can be
 * loading before any page is drawn; a page borrows it. All methods belong to the page's thread.
 */
export class Player {
  readonly video: HTMLVideoElement;
  readonly view: Cell<PlayerView>;
  private machine: Machine = kIdle;
  private engine: Engine | null = null;
  private source: Source | null = null;
  private mode: PlayerView['mode'] = 'live';
  private plan: NetworkPlan;
  private target: LatencyTarget;
  private following = true;
  private late_since: number | null = null;
  private lost_since: number | null = null;
  private readonly stuck = new StuckWatch();
  private jumped_at = -Infinity;
  private recent_stalls: number[] = [];
  private paused_at_ms: number | null = null;
  private seek_to_ms: number | null = null;
  private quality: Quality = { kind: 'auto' };
  private rungs: Rung[] = [];
  private audio_only = false;
  private height = 0;
  private trouble = '';
  private silent_start = false;
  private first_frame_ms: number | null = null;
  private reload_timer: ReturnType<typeof setTimeout> | null = null;
  private readonly ticker: ReturnType<typeof setInterval>;

  constructor(private readonly settings: PlayerSettings) {
    this.plan = settings.plan;
    this.target = new LatencyTarget(3, performance.now());
    this.video = document.createElement('video');
    this.video.playsInline = true;
    this.video.muted = settings.muted;
    this.video.volume = settings.volume;
    this.silent_start = settings.muted;
    this.view = new Cell(this.look());
    this.listen();
    this.ticker = setInterval(() => this.tick(), kTick_ms);
  }

  open(source: Source): void {
    this.source = source;
    this.mode = source.kind === 'replay' ? 'replay' : 'live';
    this.following = source.kind === 'live';
    this.load(source.kind === 'live' ? { kind: 'live' } : { kind: 'media', seconds: 0 });
    this.play();
  }

  /** The run's opening became known or the stage was opened anew. */
  setOpened(opened_ms: number | null): void {
    if (this.source?.kind === 'live') this.source = { ...this.source, opened_ms };
  }

  play(): void {
    this.handle('play');
    const resume = this.paused_at_ms;
    this.paused_at_ms = null;
    if (this.mode === 'live' && resume !== null && this.source?.kind === 'live') {
      const move = moveTo(resume, 'live', this.engine?.window() ?? null, this.liveMs());
      if (move.kind === 'live') this.following = true;
      if (move.kind === 'rewind') return this.seekTo(resume);
    }
    this.start();
  }

  pause(): void {
    this.handle('pause');
    if (this.mode === 'live') this.paused_at_ms = this.positionMs();
    this.following = false;
    this.video.pause();
  }

  toggle(): void {
    const { state, wants_play } = this.machine;
    if (state === 'ended') this.again();
    else if (state === 'paused' || !wants_play) this.play();
    else this.pause();
  }

  /** Plays on from a position, in whichever playlist has it. */
  seekTo(position_ms: number): void {
    const span = this.spanOf();
    const to = clamp(position_ms, span.start_ms, span.end_ms);
    if (this.mode === 'replay') {
      this.video.currentTime = to / 1000;
      return;
    }
    const move = moveTo(to, this.mode, this.engine?.window() ?? null, this.liveMs());
    if (move.kind === 'live') return this.toLive();
    this.following = false;
    const media = this.engine?.mediaAt(to) ?? null;
    if (move.kind === 'within' && media !== null) {
      this.video.currentTime = media;
    } else if (this.source?.kind === 'live' && this.source.rewind) {
      this.mode = 'rewind';
      this.seek_to_ms = to;
      this.load({ kind: 'real', ms: to });
    }
    this.paused_at_ms = null;
    if (this.machine.wants_play) this.start();
    this.publish();
  }

  seekBy(seconds: number): void {
    this.seekTo((this.seek_to_ms ?? this.positionMs()) + seconds * 1000);
  }

  toLive(): void {
    if (this.source?.kind !== 'live') return;
    this.following = true;
    this.paused_at_ms = null;
    this.handle('play');
    if (this.mode === 'rewind') {
      this.mode = 'live';
      this.load({ kind: 'live' });
    } else {
      const live = this.engine?.liveTime() ?? null;
      if (live !== null && this.behindTarget() > 1) this.video.currentTime = live;
    }
    this.start();
    this.publish();
  }

  setMuted(muted: boolean): void {
    this.silent_start = false;
    this.video.muted = muted;
    if (!muted && this.video.volume === 0) this.setVolume(0.5);
    this.publish();
  }

  setVolume(volume: number): void {
    this.video.volume = clamp(volume, 0, 1);
    if (this.video.volume > 0 && this.video.muted) this.setMuted(false);
    this.settings.onVolume?.(this.video.volume);
    this.publish();
  }

  setQuality(quality: Quality): void {
    this.quality = quality;
    if (this.engine?.setQuality(quality)) {
      this.handle('load');
      if (this.machine.wants_play) this.start();
    }
    this.publish();
  }

  /** Puts the picture into a page. A browser pauses a video that leaves its document, so it is started again. */
  place(parent: Element): void {
    if (this.video.parentElement !== parent) parent.prepend(this.video);
    if (this.machine.wants_play && this.engine) this.start();
  }

  destroy(): void {
    clearInterval(this.ticker);
    if (this.reload_timer !== null) clearTimeout(this.reload_timer);
    this.engine?.destroy();
    this.engine = null;
    this.video.remove();
  }

  private again(): void {
    if (this.mode !== 'replay') return this.toLive();
    this.video.currentTime = 0;
    this.play();
  }

  private load(start: Start): void {
    const url = this.url();
    if (url === null) return;
    if (this.reload_timer !== null) clearTimeout(this.reload_timer);
    this.handle('load');
    this.engine?.destroy();
    this.engine = this.settings.makeEngine(this.video, this.plan, {
      rungs: (rungs, audio_only) => {
        this.rungs = rungs;
        this.audio_only = audio_only;
      },
      shown: (height) => (this.height = height),
      lost: (detail) => {
        this.trouble = detail;
        this.lost_since ??= performance.now();
        this.handle('lost');
      },
      found: () => {
        this.trouble = '';
        this.lost_since = null;
        this.handle('found');
      },
      fatal: (detail) => this.onFatal(detail),
    });
    this.engine.setQuality(this.quality);
    if (this.target.seconds !== 3) this.engine.setTarget(this.target.seconds);
    this.engine.load(url, start);
  }

  private url(): string | null {
    const { source, plan } = this;
    if (!source) return null;
    if (source.kind === 'replay') return source.url;
    const url = this.mode === 'rewind' ? source.rewind : source.url;
    if (!url || !plan.parts || this.mode === 'rewind') return url;
    return `${url}${url.includes('?') ? '&' : '?'}parts=${plan.parts}`;
  }

  /** Asks the browser to play: with the sound as it is set, else muted, else not at all. */
  private start(): void {
    void this.video.play().catch((error: unknown) => {
      if ((error as Error).name !== 'NotAllowedError') return;
      if (this.video.muted) this.handle('blocked');
      else {
        this.video.muted = true;
        this.silent_start = true;
        this.start();
      }
    });
  }

  private listen(): void {
    const on = (name: string, run: () => void) => this.video.addEventListener(name, run);
    on('playing', () => {
      this.seek_to_ms = null;
      this.handle('running');
    });
    on('waiting', () => {
      const before = this.machine.stalls;
      this.handle('starving');
      if (this.machine.stalls > before) this.onStall();
    });
    on('seeking', () => this.handle('seeking'));
    on('seeked', () => this.handle('seeked'));
    on('ended', () => this.handle('ended'));
    on('volumechange', () => this.publish());
    // The browser pauses by itself when headphones are pulled or another page takes the sound. It pauses a video
    // that changes its place too: that event comes when place() has started it again. What it pauses after an
    // error nobody chose.
    on('pause', () => {
      const { paused, isConnected, ended, seeking, error } = this.video;
      if (this.machine.state === 'playing' && paused && isConnected && !ended && !seeking && !error) this.pause();
    });
    // A source that began anew leaves the element paused.
    on('canplay', () => {
      if (this.machine.wants_play && this.video.paused) this.start();
    });
    on('play', () => {
      if (!this.machine.wants_play) this.handle('play');
    });
    this.video.requestVideoFrameCallback?.(() => {
      this.first_frame_ms = Math.round(performance.now());
      performance.mark('plenary:first-frame');
      this.publish();
    });
  }

  private onStall(): void {
    const now = performance.now();
    this.target.stalled(now);
    this.recent_stalls = [...this.recent_stalls.filter((at) => now - at < 60_000), now];
    if (this.mode !== 'live' || this.recent_stalls.length < 3 || this.plan.kind === 'poor') return;
    // Short parts do not suit this network: the same bytes in larger pieces, further from live.
    this.recent_stalls = [];
    this.plan = morePatient(this.plan);
    this.load({ kind: 'live' });
    this.start();
  }

  private onFatal(detail: string): void {
    this.trouble = detail;
    this.handle('fatal');
    if (this.reload_timer !== null) clearTimeout(this.reload_timer);
    const wait = Math.min(8000, 500 * 2 ** Math.min(this.machine.errors, 4)) * (0.8 + 0.4 * Math.random());
    this.reload_timer = setTimeout(() => this.reload(), wait);
  }

  /** Begins the source again where the viewer was. */
  private reload(): void {
    this.lost_since = null;
    if (this.mode === 'replay') this.load({ kind: 'media', seconds: this.video.currentTime });
    else if (this.mode === 'live' && this.following) this.load({ kind: 'live' });
    else this.load({ kind: 'real', ms: this.positionMs() });
    if (this.machine.wants_play) this.start();
  }

  private tick(): void {
    const now = performance.now();
    const stats = this.engine?.stats() ?? kNoStats;
    if (this.mode === 'live' && stats.hold_back_s !== null) {
      this.target.setHoldBack(stats.hold_back_s + this.plan.extra_hold_back_s);
      if (this.machine.state === 'playing') this.target.calm(now);
      this.engine?.setTarget(this.target.seconds);
    }
    this.engine?.setCatchUp(this.mode === 'live' && this.following);
    this.follow(now, stats.latency_s);
    if (this.lost_since !== null && now - this.lost_since > kGiveUp_ms && this.machine.state === 'reconnecting') {
      this.reload();
    }
    if (this.stuck.isStuck(now, this.machine.state, bufferedEnd(this.video), kPatience[this.plan.kind])) this.reload();
    this.publish();
  }

  /** A viewer who follows live and fell far behind is taken forward. */
  private follow(now: number, latency_s: number | null): void {
    const late = this.mode === 'live' && this.following && this.machine.wants_play && latency_s !== null;
    if (!late || latency_s <= this.target.seconds + this.plan.late_s) {
      this.late_since = null;
      return;
    }
    this.late_since ??= now;
    const live = this.engine?.liveTime() ?? null;
    if (live === null || now - this.jumped_at < 5000) return;
    if (!shouldJump(latency_s, this.target.seconds, this.plan.late_s, now - this.late_since)) return;
    this.jumped_at = now;
    this.video.currentTime = live;
  }

  private behindTarget(): number {
    return (this.engine?.stats().latency_s ?? 0) - this.target.seconds;
  }

  private positionMs(): number {
    if (this.seek_to_ms !== null) return this.seek_to_ms;
    if (this.mode === 'replay') return this.video.currentTime * 1000;
    return this.engine?.realAt(this.video.currentTime) ?? this.liveMs();
  }

  /** Where live is for somebody who follows it. */
  private liveMs(): number {
    const live = this.engine?.liveTime() ?? null;
    const known = this.mode === 'live' && live !== null ? (this.engine?.realAt(live) ?? null) : null;
    return known ?? this.settings.real() - this.target.seconds * 1000;
  }

  private spanOf(): Span {
    if (this.source?.kind !== 'live') {
      const length = Number.isFinite(this.video.duration) ? this.video.duration : 0;
      return { start_ms: 0, end_ms: length * 1000 };
    }
    const end_ms = this.liveMs();
    const known = this.source.opened_ms ?? this.engine?.window()?.start_ms ?? end_ms;
    return { start_ms: Math.min(known, end_ms), end_ms };
  }

  private handle(event: PlayerEvent): void {
    this.machine = step(this.machine, event);
    this.publish();
  }

  private publish(): void {
    if (this.view) this.view.set(this.look());
  }

  private look(): PlayerView {
    const { video, machine } = this;
    const position_ms = this.positionMs();
    const span = this.spanOf();
    const live = this.source?.kind === 'live';
    const real = live ? (this.engine?.realAt(video.currentTime) ?? null) : null;
    return {
      machine,
      mode: this.mode,
      muted: video.muted,
      silent_start: this.silent_start,
      volume: video.volume,
      position_ms,
      span,
      buffered_s: Math.max(0, bufferedEnd(video) - video.currentTime),
      at_live: live && this.mode === 'live' && machine.started && machine.state !== 'paused' && span.end_ms - position_ms < kNearLive_ms,
      latency_ms: real === null || !machine.started ? null : Math.round(this.settings.real() - real),
      target_s: this.mode === 'live' ? this.target.seconds : null,
      rate: video.playbackRate,
      rungs: this.rungs,
      audio_only: this.audio_only,
      quality: this.quality,
      height: this.height,
      network: this.plan.kind,
      trouble: this.trouble,
      first_frame_ms: this.first_frame_ms,
      dropped_frames: video.getVideoPlaybackQuality?.().droppedVideoFrames ?? 0,
      stats: this.engine?.stats() ?? kNoStats,
    };
  }
}
