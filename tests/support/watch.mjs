// Watches a player from inside the page: when frames are shown, what their frame code says, when playback
// stood still. Works by what is displayed, not by what the player says of itself.

import { readFileSync } from 'node:fs';

const reader = readFileSync(new URL('./frame_code.mjs', import.meta.url), 'utf8').replaceAll('export ', '');

/** Runs in the page before its own scripts. */
function install(everyFrame) {
  const state = { firstFrame: null, shown: [], waiting: 0, stallMs: 0, errors: [], sounding: null };
  window.__watch = state;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let last = 0;

  /** The frame code on screen, and the mean colour of the picture's middle. */
  const look = (video) => {
    const region = FRAME_CODE_REGION;  // from frame_code.mjs
    const [w, h] = [video.videoWidth, video.videoHeight];
    canvas.width = Math.round(region.width * w);
    canvas.height = Math.round(region.height * h);
    context.drawImage(video, region.x * w, region.y * h, region.width * w, region.height * h, 0, 0, canvas.width, canvas.height);
    return readFrameCode(context.getImageData(0, 0, canvas.width, canvas.height), region);
  };

  const follow = (video) => {
    video.addEventListener('error', () => state.errors.push(String(video.error?.message ?? 'video error')));
    const frame = (now, metadata) => {
      if (state.firstFrame === null) state.firstFrame = performance.now();
      if (everyFrame || now - last > 200) {
        last = now;
        const code = look(video);
        state.shown.push({
          at: Date.now(), expected: performance.timeOrigin + metadata.expectedDisplayTime, media: metadata.mediaTime,
          height: video.videoHeight, drawn: code ? code.utc_ms : null, frame: code?.frame ?? null,
        });
        if (state.shown.length > 20000) state.shown.splice(0, 10000);
      }
      video.requestVideoFrameCallback(frame);
    };
    video.requestVideoFrameCallback(frame);
    // Standing still: the clock of the video against the clock on the wall, while it should play.
    let position = video.currentTime;
    let wall = performance.now();
    let still = 0;
    setInterval(() => {
      const now = performance.now();
      const moved = video.currentTime - position;
      if (state.firstFrame !== null && !video.paused && moved < 0.01) {
        still += now - wall;
        if (still > 250 && still - (now - wall) <= 250) state.waiting += 1;
        if (still > 250) state.stallMs += now - wall;
      } else {
        still = 0;
      }
      if (state.sounding === null && !video.paused && video.currentTime > 0 && moved > 0) state.sounding = now;
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

/** What was seen so far: { firstFrame, shown, waiting (stalls), stallMs, errors }. */
export const seen = (page) => page.evaluate(() => window.__watch);

/** The player's own account: its data attributes. */
export const player = (page) => page.evaluate(() => ({ ...document.querySelector('[data-player]')?.dataset }));

/** Milliseconds from drawing to display of the frames shown since `from` (Date.now()). */
export function delays(shown, from = 0) {
  return shown.filter((s) => s.drawn !== null && s.at >= from).map((s) => Math.max(s.expected, s.at) - s.drawn);
}
