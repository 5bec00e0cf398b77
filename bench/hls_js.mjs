#!/usr/bin/env node
// Plays an address with hls.js as it comes, low latency on, in Chromium, without Plenary's own player:
// `node bench/hls_js.mjs URL [SECONDS]`. Exit status 1 where nothing is shown, time stands still, what was loaded has
// a hole, or hls.js complains of what it was given.
//
// Of one complaint the bytes are not the cause: at its start hls.js 1.6 sometimes appends while the append before is
// not done, because setting the duration moved its queue on. appendBuffer() refuses that before it looks at a byte
// (Media Source Extensions, "prepare append": InvalidStateError where `updating` is true), and hls.js marks it resolved
// and appends again. Such are counted on their own, and that nothing is missing afterwards is looked at.

import { createRequire } from 'node:module';
import path from 'node:path';
import { launchBrowser, root, sleep, until } from '../tests/support/plenary.mjs';
import { seen, watch } from '../tests/support/watch.mjs';

const require = createRequire(path.join(root, 'web/package.json'));
const [url, seconds = '15'] = process.argv.slice(2);
const browser = await launchBrowser();
try {
  // The answers' policy lets nothing run: it is for what the server says, not for the player that is tried on it.
  const page = await browser.newPage({ bypassCSP: true });
  await watch(page);
  // A page of the server's own, so that the player is an ordinary stranger on it.
  await page.goto(new URL('/api/v1/openapi.json', url).href);
  await page.addScriptTag({ path: path.join(path.dirname(require.resolve('hls.js/package.json')), 'dist/hls.js') });
  await page.evaluate((address) => {
    window.__said = [];
    window.__hasty = 0;
    const video = document.body.appendChild(document.createElement('video'));
    video.muted = true;
    const hls = new window.Hls({ lowLatencyMode: true });
    window.__hls = hls;
    hls.on(window.Hls.Events.ERROR, (_, { details, fatal, error, errorAction, frag, part }) => {
      const hasty = details === 'bufferAppendError' && error.name === 'InvalidStateError' && errorAction?.resolved && !video.error;
      if (hasty) window.__hasty += 1;
      else window.__said.push(`${fatal ? 'fatal ' : ''}${details} (${frag ? `${frag.type} ${frag.sn}.${part?.index ?? 0}: ` : ''}${error?.message})`);
    });
    hls.loadSource(address);
    hls.attachMedia(video);
    void video.play();
  }, url);
  await until('the first frame by hls.js', async () => (await seen(page))?.firstFrame, 20);
  const before = await seen(page);
  await sleep(1000 * Number(seconds));
  const after = await seen(page);
  const { said, hasty, pieces, version, latency, low } = await page.evaluate(() => ({
    said: window.__said, hasty: window.__hasty, pieces: document.querySelector('video').buffered.length,
    version: window.Hls.version, latency: window.__hls.latency, low: window.__hls.config.lowLatencyMode,
  }));
  const played = after.shown.at(-1).media - before.shown.at(-1).media;
  const stalls = after.waiting - before.waiting;
  console.log(`hls.js ${version}${low ? ', low latency' : ''}: played ${played.toFixed(1)} s in ${seconds} s, ${latency.toFixed(1)} s behind, ` +
    `${stalls} stalls, ${pieces - 1} holes, ${said.length} errors ${said.join(', ')}${hasty ? `; appended before the append before was done: ${hasty} x` : ''}`);
  process.exitCode = said.length === 0 && stalls === 0 && pieces === 1 && played > 0.9 * Number(seconds) ? 0 : 1;
} finally {
  await browser.close();
}
