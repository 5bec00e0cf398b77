import type { Engine, EngineListener, EngineStats, Quality, Start } from './engine';
import type { Span } from './timeline';

export const nativeSupported = (video: HTMLVideoElement): boolean =>
  video.canPlayType('application/vnd.apple.mpegurl') !== '';

/** Nearer to live than this, a viewer follows live. */
const kFollows_s = 10;

/** The address of the sound alone: beside a playlist of all, `audio/` with the playlist of the same parts. */
export function soundOf(url: string): string {
  const [path = '', query = ''] = url.split('?');
  const cut = path.lastIndexOf('/') + 1;
  const parts = new URLSearchParams(query).get('parts');
  const name = parts === 'wide' ? 'wide.m3u8' : parts === 'none' ? 'plain.m3u8' : path.slice(cut);
  return `${path.slice(0, cut)}audio/${name}`;
}

/** HLS by the browser itself, where there is no Media Source (iPhone). Of the rungs it chooses alone. */
export class NativeEngine implements Engine {
  private url = '';
  private sound_only = false;
  private retries = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly on_error = () => this.onError();
  private readonly on_playing = () => {
    this.retries = 0;
    this.listener.found();
    this.listener.shown(this.video.videoHeight);
  };

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly listener: EngineListener,
  ) {
    video.addEventListener('error', this.on_error);
    video.addEventListener('playing', this.on_playing);
  }

  load(url: string, start: Start): void {
    this.url = url;
    this.listener.rungs([], true);
    this.begin(start);
  }

  private begin(start: Start): void {
    this.video.src = this.sound_only ? soundOf(this.url) : this.url;
    if (start.kind === 'live') return;
    this.video.addEventListener(
      'loadedmetadata',
      () => {
        const at = start.kind === 'media' ? start.seconds : this.mediaAt(start.ms);
        if (at !== null) this.video.currentTime = at;
      },
      { once: true },
    );
  }

  /** Of the pictures the browser decides; the sound alone is a source of its own. */
  setQuality(quality: Quality): boolean {
    const sound_only = quality.kind === 'audio';
    if (sound_only === this.sound_only) return false;
    this.sound_only = sound_only;
    if (!this.url) return false;
    this.begin(this.here());
    return true;
  }

  private here(): Start {
    const { currentTime, duration } = this.video;
    if (Number.isFinite(duration)) return { kind: 'media', seconds: currentTime };
    const live = this.liveTime();
    const ms = this.realAt(currentTime);
    return live === null || ms === null || live - currentTime < kFollows_s ? { kind: 'live' } : { kind: 'real', ms };
  }

  setCatchUp(_on: boolean): void {
    // The browser decides this too.
  }

  setTarget(_seconds: number): void {
    // The browser follows the playlist's hold-back.
  }

  window(): Span | null {
    const { seekable } = this.video;
    if (seekable.length === 0) return null;
    const start_ms = this.realAt(seekable.start(0));
    const end_ms = this.realAt(seekable.end(seekable.length - 1));
    return start_ms === null || end_ms === null ? null : { start_ms, end_ms };
  }

  realAt(media_s: number): number | null {
    const zero = this.zero();
    return zero === null ? null : zero + media_s * 1000;
  }

  mediaAt(real_ms: number): number | null {
    const zero = this.zero();
    return zero === null ? null : (real_ms - zero) / 1000;
  }

  liveTime(): number | null {
    const { seekable } = this.video;
    return seekable.length === 0 ? null : seekable.end(seekable.length - 1);
  }

  stats(): EngineStats {
    return { bandwidth_bps: null, hold_back_s: null, latency_s: null, part_s: null };
  }

  destroy(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.video.removeEventListener('error', this.on_error);
    this.video.removeEventListener('playing', this.on_playing);
    this.video.removeAttribute('src');
    this.video.load();
  }

  /** The real time of media time 0, from the playlist's PROGRAM-DATE-TIME. */
  private zero(): number | null {
    const start = (this.video as HTMLVideoElement & { getStartDate?: () => Date }).getStartDate?.().getTime();
    return start === undefined || Number.isNaN(start) ? null : start;
  }

  private onError(): void {
    this.listener.lost(`media error ${this.video.error?.code ?? 0}`);
    this.retries += 1;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.listener.fatal('media error'), Math.min(500 * 2 ** this.retries, 8000));
  }
}
