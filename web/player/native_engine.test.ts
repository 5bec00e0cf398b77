import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NativeEngine, soundOf } from './native_engine';

const kOpened = Date.parse('2020-07-23T12:00:00Z');

/** What of a video element the engine uses. */
class FakeVideo extends EventTarget {
  src = '';
  currentTime = 0;
  duration = Infinity;
  videoHeight = 720;
  error: { code: number } | null = null;
  ranges: [number, number][] = [[0, 100]];
  get seekable() {
    const { ranges } = this;
    return { length: ranges.length, start: (i: number) => ranges[i]![0], end: (i: number) => ranges[i]![1] };
  }
  getStartDate() { return new Date(kOpened); }
  removeAttribute() { this.src = ''; }
  load() {}
}

function made() {
  const video = new FakeVideo();
  const listener = { rungs: vi.fn(), shown: vi.fn(), lost: vi.fn(), found: vi.fn(), fatal: vi.fn() };
  return { video, listener, engine: new NativeEngine(video as unknown as HTMLVideoElement, listener) };
}

describe('the address of the sound alone', () => {
  it('lies beside the playlist of all, with the same parts', () => {
    expect(soundOf('/live/opening/index.m3u8')).toBe('/live/opening/audio/index.m3u8');
    expect(soundOf('/live/opening/rewind.m3u8')).toBe('/live/opening/audio/rewind.m3u8');
    expect(soundOf('/live/opening/index.m3u8?parts=wide')).toBe('/live/opening/audio/wide.m3u8');
    expect(soundOf('/live/opening/index.m3u8?parts=none')).toBe('/live/opening/audio/plain.m3u8');
    expect(soundOf('/replay/ceremony/index.m3u8')).toBe('/replay/ceremony/audio/index.m3u8');
  });
});

describe('HLS by the browser itself', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('offers the sound alone, and no rung', () => {
    const { engine, listener, video } = made();
    engine.load('/live/opening/index.m3u8', { kind: 'live' });
    expect(video.src).toBe('/live/opening/index.m3u8');
    expect(listener.rungs).toHaveBeenCalledWith([], true);
    expect(engine.setQuality({ kind: 'rung', id: 1 })).toBe(false);
  });

  it('changes to the sound alone and back, live where the viewer is live', () => {
    const { engine, video } = made();
    expect(engine.setQuality({ kind: 'auto' })).toBe(false);
    engine.load('/live/opening/index.m3u8', { kind: 'live' });
    video.currentTime = 97;
    expect(engine.setQuality({ kind: 'audio' })).toBe(true);
    expect(video.src).toBe('/live/opening/audio/index.m3u8');
    video.currentTime = 0;
    video.dispatchEvent(new Event('loadedmetadata'));
    expect(video.currentTime, 'the browser begins at live').toBe(0);
    expect(engine.setQuality({ kind: 'auto' })).toBe(true);
    expect(video.src).toBe('/live/opening/index.m3u8');
  });

  it('stays where the viewer went back to, by the real time', () => {
    const { engine, video } = made();
    engine.load('/live/opening/rewind.m3u8', { kind: 'live' });
    video.currentTime = 20;
    engine.setQuality({ kind: 'audio' });
    video.currentTime = 0;
    video.dispatchEvent(new Event('loadedmetadata'));
    expect(video.currentTime).toBe(20);
  });

  it('stays at the place of a replay', () => {
    const { engine, video } = made();
    engine.load('/replay/ceremony/index.m3u8', { kind: 'media', seconds: 0 });
    video.dispatchEvent(new Event('loadedmetadata'));
    video.duration = 100;
    video.currentTime = 42;
    engine.setQuality({ kind: 'audio' });
    expect(video.src).toBe('/replay/ceremony/audio/index.m3u8');
    video.currentTime = 0;
    video.dispatchEvent(new Event('loadedmetadata'));
    expect(video.currentTime).toBe(42);
  });

  it('says what real time a place is, from the playlist', () => {
    const { engine } = made();
    expect(engine.realAt(10)).toBe(kOpened + 10_000);
    expect(engine.mediaAt(kOpened + 10_000)).toBe(10);
    expect(engine.window()).toEqual({ start_ms: kOpened, end_ms: kOpened + 100_000 });
    expect(engine.liveTime()).toBe(100);
  });

  it('gives up once, later each time, and never after it was destroyed', () => {
    const { engine, listener, video } = made();
    engine.load('/live/opening/index.m3u8', { kind: 'live' });
    video.error = { code: 2 };
    video.dispatchEvent(new Event('error'));
    video.dispatchEvent(new Event('error'));
    expect(listener.lost).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1_999);
    expect(listener.fatal).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(listener.fatal).toHaveBeenCalledTimes(1);
    video.dispatchEvent(new Event('playing'));
    expect(listener.shown).toHaveBeenCalledWith(720);
    video.dispatchEvent(new Event('error'));
    engine.destroy();
    vi.advanceTimersByTime(10_000);
    expect(listener.fatal).toHaveBeenCalledTimes(1);
  });
});
