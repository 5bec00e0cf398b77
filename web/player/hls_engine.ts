import Hls, { type ErrorData, ErrorTypes, Events, type Fragment, type HlsConfig, type LevelDetails, type LoadPolicy } from 'hls.js';
import type { Engine, EngineListener, EngineStats, Quality, Start } from './engine';
import { startLevel, type NetworkPlan } from './network';
import { mediaAt, realAt, type Anchor, type Span } from './timeline';

export const hlsSupported = (): boolean => Hls.isSupported();

/**
 * Retries without end in sight: a restarted server or a lost publisher must be ridden out. What
 * hls.js would give up on at once (404 while a stage opens, a refused connection) is tried again too.
 */
function patient(first_byte_ms: number, whole_ms: number, tries: number): LoadPolicy {
  const retry = {
    maxNumRetry: tries,
    retryDelayMs: 400,
    maxRetryDelayMs: 3000,
    shouldRetry: (_config: unknown, count: number) => count < tries,
  };
  return {
    default: {
      maxTimeToFirstByteMs: first_byte_ms,
      maxLoadTimeMs: whole_ms,
      timeoutRetry: retry,
      errorRetry: retry,
    },
  };
}

/** Fast enough to make up for a stall within seconds, slow enough that speech stays speech. */
const kCatchUpRate = 1.5;

/** The settings that matter; everything else is hls.js's own choice. */
function configOf(plan: NetworkPlan): Partial<HlsConfig> {
  const poor = plan.kind === 'poor';
  return {
    lowLatencyMode: plan.parts !== 'none',
    maxLiveSyncPlaybackRate: kCatchUpRate,
    // The target's rise and fall is LatencyTarget's; hls.js alone would only raise it.
    liveSyncOnStallIncrease: 0,
    liveDurationInfinity: true,
    // Fragments need no remuxing, and a worker from a blob is what a strict policy forbids.
    enableWorker: false,
    testBandwidth: false,
    startLevel: -1,
    abrEwmaDefaultEstimate: plan.estimate_bps,
    abrBandWidthFactor: poor ? 0.7 : 0.9,
    abrBandWidthUpFactor: poor ? 0.5 : 0.7,
    capLevelToPlayerSize: true,
    maxBufferLength: 30,
    backBufferLength: 30,
    manifestLoadPolicy: patient(10_000, 20_000, 1000),
    // Longer than three target durations, so that the server's own 503 comes first.
    playlistLoadPolicy: patient(poor ? 20_000 : 10_000, 30_000, 1000),
    fragLoadPolicy: patient(poor ? 20_000 : 10_000, 60_000, 60),
    enableInterstitialPlayback: false,
    enableDateRangeMetadataCues: false,
    enableEmsgMetadataCues: false,
    enableID3MetadataCues: false,
    enableCEA708Captions: false,
    enableIMSC1: false,
  };
}

/** hls.js counts a load that took less as if it had taken this long. */
const kLeastSample_ms = 50;

/**
 * A part of a still picture is a few kilobytes: it comes in no time, and taken as a sample it would
 * make a quick network look slow and keep the best rung out of reach. Such loads tell nothing, so
 * only those that took long enough to be measured count.
 */
function trustOnlyWhatTookTime(hls: Hls): void {
  type Estimator = { sample(duration_ms: number, bytes: number): void };
  const estimator = (hls as unknown as { abrController: { bwEstimator?: Estimator } }).abrController.bwEstimator;
  if (!estimator) return;
  const sample = estimator.sample.bind(estimator);
  estimator.sample = (duration_ms, bytes) => {
    if (duration_ms >= kLeastSample_ms) sample(duration_ms, bytes);
  };
}

/** LL-HLS through hls.js and Media Source Extensions. */
export class HlsEngine implements Engine {
  private hls: Hls | null = null;
  private url = '';
  private audio_url: string | null = null;
  private quality: Quality = { kind: 'auto' };
  private target_s: number | null = null;
  private anchors_of: { details: LevelDetails; anchors: Anchor[] } | null = null;
  private media_errors = 0;
  private begun = false;
  private catch_up = true;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly plan: NetworkPlan,
    private readonly listener: EngineListener,
  ) {}

  load(url: string, start: Start): void {
    this.url = url;
    this.begin(url, start);
  }

  setQuality(quality: Quality): boolean {
    const audio = quality.kind === 'audio';
    const was_audio = this.quality.kind === 'audio';
    this.quality = quality;
    if (audio !== was_audio) {
      // hls.js hides an audio-only variant beside video ones, so the audio playlist is its own source.
      const source = audio ? this.audio_url : this.url;
      if (this.hls && source) this.begin(source, this.here());
      return this.hls !== null && source !== null;
    }
    if (this.hls && !audio) this.hls.nextLevel = quality.kind === 'rung' ? quality.id : -1;
    return false;
  }

  setCatchUp(on: boolean): void {
    if (on === this.catch_up) return;
    this.catch_up = on;
    if (this.hls) this.hls.config.maxLiveSyncPlaybackRate = on ? kCatchUpRate : 1;
    if (!on) this.video.playbackRate = 1;
  }

  setTarget(seconds: number): void {
    this.target_s = seconds;
    if (this.hls?.latestLevelDetails && Math.abs((this.hls.targetLatency ?? 0) - seconds) > 0.01) {
      this.hls.targetLatency = seconds;
    }
  }

  window(): Span | null {
    const anchors = this.anchors();
    const first = anchors[0];
    const final = anchors[anchors.length - 1];
    const details = this.hls?.latestLevelDetails;
    if (!first || !final || !details) return null;
    return { start_ms: first.real_ms, end_ms: final.real_ms + (details.edge - final.media_s) * 1000 };
  }

  realAt(media_s: number): number | null {
    return realAt(media_s, this.anchors());
  }

  mediaAt(real_ms: number): number | null {
    return mediaAt(real_ms, this.anchors());
  }

  liveTime(): number | null {
    return this.hls?.liveSyncPosition ?? null;
  }

  stats(): EngineStats {
    const details = this.hls?.latestLevelDetails;
    return {
      bandwidth_bps: this.hls ? Math.round(this.hls.bandwidthEstimate) : null,
      hold_back_s: details ? (this.plan.parts !== 'none' && details.partHoldBack) || details.holdBack || null : null,
      latency_s: details?.live ? (this.hls?.latency ?? null) : null,
      part_s: details?.partTarget || null,
    };
  }

  destroy(): void {
    this.hls?.destroy();
    this.hls = null;
    this.anchors_of = null;
  }

  private here(): Start {
    const real = this.realAt(this.video.currentTime);
    const live = this.hls?.latestLevelDetails?.live && (this.hls?.latency ?? 0) < (this.hls?.targetLatency ?? 0) + 3;
    if (live) return { kind: 'live' };
    return real !== null && this.hls?.latestLevelDetails?.live
      ? { kind: 'real', ms: real }
      : { kind: 'media', seconds: this.video.currentTime };
  }

  private begin(url: string, start: Start): void {
    this.destroy();
    this.begun = false;
    const hls = new Hls({ ...configOf(this.plan), maxLiveSyncPlaybackRate: this.catch_up ? kCatchUpRate : 1 });
    this.hls = hls;
    trustOnlyWhatTookTime(hls);
    hls.on(Events.MANIFEST_PARSED, () => this.onManifest(hls));
    hls.on(Events.AUDIO_TRACKS_UPDATED, () => this.tellRungs(hls));
    hls.on(Events.LEVEL_SWITCHED, (_event, { level }) => this.listener.shown(hls.levels[level]?.height ?? 0));
    hls.on(Events.LEVEL_UPDATED, () => this.onUpdated(hls, start));
    hls.on(Events.FRAG_BUFFERED, () => this.listener.found());
    hls.on(Events.ERROR, (_event, data) => this.onError(hls, data));
    if (start.kind === 'media') hls.config.startPosition = start.seconds;
    if (this.target_s !== null && start.kind === 'live') hls.targetLatency = this.target_s;
    hls.loadSource(url);
    hls.attachMedia(this.video);
  }

  private onManifest(hls: Hls): void {
    if (this.quality.kind === 'rung') hls.startLevel = hls.loadLevel = Math.min(this.quality.id, hls.levels.length - 1);
    else hls.startLevel = startLevel(hls.levels, this.plan);
    this.tellRungs(hls);
  }

  private tellRungs(hls: Hls): void {
    if (this.quality.kind === 'audio') return;
    this.audio_url = hls.audioTracks[0]?.url ?? this.audio_url;
    const rungs = hls.levels.map((level, id) => ({ id, height: level.height, bps: level.bitrate }));
    this.listener.rungs(rungs, this.audio_url !== null);
  }

  /**
   * Where to begin, once, if that is not where hls.js would: a real time is known as media time only now;
   * and on a slow network the first picture must not be the last of what is loaded, so the whole segment
   * is played and the next one has the time to come.
   */
  private beginning(hls: Hls, start: Start): number | null {
    const details = hls.latestLevelDetails;
    if (start.kind === 'real') {
      const at = this.mediaAt(start.ms) ?? details?.fragmentStart ?? null;
      (start as Start).kind = 'live';
      this.begun = true;
      return at;
    }
    const live = hls.liveSyncPosition;
    if (start.kind !== 'live' || this.begun || this.plan.kind === 'good' || !details || live === null) return null;
    this.begun = true;
    const segment = details.fragments.filter((fragment) => fragment.start <= live).pop();
    if (segment) this.askAhead(hls, segment);
    return segment ? segment.start + 0.01 : null;
  }

  /**
   * hls.js asks for the initialisation, the first picture and its sound one after another, each a journey that a
   * slow network makes long. Asked for at once they come together, and hls.js finds them in the browser's cache.
   */
  private askAhead(hls: Hls, segment: Fragment): void {
    const ask = (url: string | undefined) => url && fetch(url).catch(() => undefined);
    const sound = (details: LevelDetails | undefined) => details?.fragments.find(({ sn }) => sn === segment.sn)?.url;
    ask(segment.url);
    const details = hls.audioTracks[hls.audioTrack]?.details;
    if (details) ask(sound(details));
    else hls.once(Events.AUDIO_TRACK_LOADED, (_event, loaded) => ask(sound(loaded.details)));
  }

  /** A start at a real time is known as media time only once the playlist is. */
  private onUpdated(hls: Hls, start: Start): void {
    this.anchors_of = null;
    this.listener.found();
    const at = this.beginning(hls, start);
    if (at === null) return;
    hls.stopLoad();
    hls.startLoad(at, true);
    this.video.currentTime = at;
  }

  private onError(hls: Hls, data: ErrorData): void {
    if (hls !== this.hls) return;
    const detail = `${data.details}${data.response?.code ? ` ${data.response.code}` : ''}`;
    if (data.type === ErrorTypes.NETWORK_ERROR) this.listener.lost(detail);
    if (!data.fatal) return;
    if (data.type === ErrorTypes.MEDIA_ERROR && this.media_errors < 2) {
      this.media_errors += 1;
      hls.recoverMediaError();
      return;
    }
    this.media_errors = 0;
    this.listener.fatal(detail);
  }

  private anchors(): Anchor[] {
    const details = this.hls?.latestLevelDetails;
    if (!details) return [];
    if (this.anchors_of?.details !== details) {
      const anchors = details.fragments.flatMap((fragment): Anchor[] =>
        fragment.programDateTime === null
          ? []
          : [{ media_s: fragment.start, real_ms: fragment.programDateTime, length_s: fragment.duration }],
      );
      this.anchors_of = { details, anchors };
    }
    return this.anchors_of.anchors;
  }
}
