#!/usr/bin/env node
// Camera to screen: `node bench/latency.mjs [SECONDS] [short|wide]`. The demonstration writes its wall clock
// into each frame before encoding; here it is read back from the pixels that Chromium displays.

import { Server, launchBrowser, median, sleep, until } from '../tests/support/plenary.mjs';
import { delays, player, seen, watch } from '../tests/support/watch.mjs';

const seconds = Number(process.argv[2] ?? 60);
const parts = process.argv[3] ?? 'short';
const server = await Server.start({ demo: true });
const browser = await launchBrowser();
try {
  await until('the demonstration to be on air', async () => (await server.stage('opening'))?.showing === 'input', 30);
  await sleep(3000);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await watch(page);
  await page.goto(`${server.url}/stage/opening${parts === 'short' ? '' : `?parts=${parts}`}`);
  await until('the first frame', async () => (await seen(page))?.firstFrame, 20);
  await sleep(15000);
  const from = Date.now();
  await sleep(1000 * seconds);
  const state = await seen(page);
  const measured = delays(state.shown, from).sort((a, b) => a - b);
  const at = (share) => Math.round(measured[Math.floor(share * (measured.length - 1))]);
  console.log(`camera to screen (${parts} parts), ${measured.length} frames in ${seconds} s: median ${Math.round(median(measured))} ms, ` +
    `p10 ${at(0.1)}, p90 ${at(0.9)}, worst ${at(1)}; stalls ${state.waiting}, the player: ${JSON.stringify(await player(page))}`);
} finally {
  await browser.close();
  await server.stop();
}
