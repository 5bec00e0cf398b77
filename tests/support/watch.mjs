// Watches a player from inside the page: when frames are shown, what their frame code says, when playback
// stood still, when it sounds. Works by what is displayed and decoded, not by what the player says of itself.

import { readFileSync } from 'node:fs';

const reader = readFileSync(new URL('./frame_code.mjs', import.meta.url), 'utf8').replaceAll('export ', '');

/** Runs in the page before its own scripts. */
function install(everyFrame) {
  const state = { firstFrame: null, shown: [], waiting: 0, hitches: 0, stallMs: 0, errors: [], sounding: null };
  window.__watch = state;
  // A fragment's decode time is its place on the stage's grid, which lies on UTC; the player moves it by the buffer's
  // offset. So a frame's time plus that offset is when the programme showed it.
  let buffer = null;
  const add = window.MediaSource?.prototype.addSourceBuffer;
  if (add) {
    MediaSource.prototype.addSourceBuffer = function addSourceBuffer(type) {
      const added = add.call(this, type);
      if (type.startsWith('video/')) buffer = added;
      return added;
    };
  }
  const programmeTime = (media) => (buffer?.timestampOffset ? Math.round(1000 * (media - buffer.timestampOffset)) : null);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let last = 0;

  /** The frame code on screen, and the mean colour of the picture's middle. */
  const look = (video) => {
    const region = FRAME_CODE_REGION;  // from frame_code.mjs
    const [w, h] = [video.videoWidth, video.videoHeight];
    const [width, height] = [Math.round(region.width * w), Math.round(region.height * h)];
    canvas.width = width;
    canvas.height = height + 1;
    context.drawImage(video, region.x * w, region.y * h, region.width * w, region.height * h, 0, 0, width, height);
    context.drawImage(video, 0.4 * w, 0.4 * h, 0.2 * w, 0.2 * h, 0, height, 1, 1);
    const code = readFrameCode(context.getImageData(0, 0, width, height), region);
    return { code, middle: [...context.getImageData(0, height, 1, 1).data.slice(0, 3)] };
  };

  const follow = (video) => {
    video.addEventListener('error', () => state.errors.push(String(video.error?.message ?? 'video error')));
    const frame = (now, metadata) => {
      if (state.firstFrame === null) state.firstFrame = performance.now();
      if (everyFrame || now - last > 200) {
        last = now;
        const { code, middle } = look(video);
        state.shown.push({
          at: Date.now(), expected: performance.timeOrigin + metadata.expectedDisplayTime, media: metadata.mediaTime,
          programme: programmeTime(metadata.mediaTime),
          height: video.videoHeight, drawn: code ? code.utc_ms : null, frame: code?.frame ?? null, middle,
        });
        if (state.shown.length > 20000) state.shown.splice(0, 10000);
      }
      video.requestVideoFrameCallback(frame);
    };
    video.requestVideoFrameCallback(frame);
    // Standing still: the clock of the video against the clock on the wall, while it should play. 250 ms are a
    // stall, 100 ms a hitch.
    let decoded = 0;
    let position = video.currentTime;
    let wall = performance.now();
    let still = 0;
    setInterval(() => {
      const now = performance.now();
      const moved = video.currentTime - position;
      if (state.firstFrame !== null && !video.paused && moved < 0.01) {
        still += now - wall;
        if (still > 100 && still - (now - wall) <= 100) state.hitches += 1;
        if (still > 250 && still - (now - wall) <= 250) state.waiting += 1;
        if (still > 250) state.stallMs += now - wall;
      } else {
        still = 0;
      }
      // It sounds once it is not muted, goes on, and sound is decoded.
      const more = video.webkitAudioDecodedByteCount - decoded;
      const audible = !video.paused && !video.muted && video.volume > 0 && moved > 0 && more > 0;
      if (state.sounding === null && audible) state.sounding = now;
      decoded += more;
      position = video.currentTime;
      wall = now;
    }, 50);
  };
  const seen = new WeakSet();
  const find = () => {
    for (const video of document.querySelectorAll('video')) {
      if (!seen.has(video)) { seen.add(video); follow(video); }
    }
  };
  new MutationObserver(find).observe(document, { childList: true, subtree: true });
}

/** Call before page.goto(). `everyFrame` reads every frame's code instead of five a second. */
export async function watch(page, { everyFrame = false } = {}) {
  await page.addInitScript(`(() => { ${reader}\n(${install.toString()})(${everyFrame}); })();`);
}

/** What was seen so far: { firstFrame, shown, waiting (stalls), hitches, stallMs, errors, sounding }. */
export const seen = (page) => page.evaluate(() => window.__watch);

/** The player's own account: its data attributes. */
export const player = (page) => page.evaluate(() => ({ ...document.querySelector('[data-player]')?.dataset }));

/** Milliseconds from drawing to display of the frames shown since `from` (Date.now()). */
export function delays(shown, from = 0) {
  return shown.filter((s) => s.drawn !== null && s.at >= from).map((s) => Math.max(s.expected, s.at) - s.drawn);
}
