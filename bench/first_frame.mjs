#!/usr/bin/env node
// From navigation to the first frame on screen, in Chromium: `node bench/first_frame.mjs [RUNS]`.
// Cold: a new browser with a new profile each time. Warm: one browser, a new context (empty cache) each time.

import { Server, launchBrowser, median, sleep, until } from '../tests/support/plenary.mjs';
import { seen, watch } from '../tests/support/watch.mjs';

const runs = Number(process.argv[2] ?? 10);
const server = await Server.start({ demo: true });

async function once(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await watch(page);
  await page.goto(`${server.url}/stage/opening`);
  const { firstFrame } = await until('the first frame', async () => {
    const state = await seen(page);
    return state?.firstFrame ? state : null;
  }, 20);
  await context.close();
  return firstFrame;
}

try {
  await until('the demonstration to be on air', async () => (await server.stage('opening'))?.showing === 'input', 30);
  await sleep(3000);
  const cold = [];
  for (let i = 0; i < runs; i += 1) {
    const browser = await launchBrowser();
    cold.push(await once(browser));
    await browser.close();
  }
  const warm = [];
  const browser = await launchBrowser();
  await once(browser);
  for (let i = 0; i < runs; i += 1) warm.push(await once(browser));
  await browser.close();
  const line = (name, values) => console.log(`${name} median ${Math.round(median(values))} ms of ${values.map(Math.round).join(' ')}`);
  line('cold profile:           ', cold);
  line('warm, with empty cache: ', warm);
} finally {
  await server.stop();
}
