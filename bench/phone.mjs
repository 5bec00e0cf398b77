#!/usr/bin/env node
// A phone on a poor network: 400 kbit/s, 400 ms, CPU four times slower, a cold profile; by the DevTools
// protocol. Prints when the lobby can be read, when the stage sounds, and the stalls of two minutes:
// `node bench/phone.mjs [SECONDS]`. A finger turns the sound on as soon as the page offers it; the stage sounds
// once the video is not muted, plays, and sound is being decoded.

import { Server, launchBrowser, sleep, until } from '../tests/support/plenary.mjs';
import { player, seen, watch } from '../tests/support/watch.mjs';

const seconds = Number(process.argv[2] ?? 120);
const server = await Server.start({ demo: true });

async function phone(browser) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true,
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8,
    connectionType: 'cellular3g',
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  return page;
}

try {
  await until('the demonstration to be on air', async () => (await server.stage('opening'))?.showing === 'input', 30);
  await sleep(3000);
  let browser = await launchBrowser();
  const lobby = await phone(browser);
  let begun = Date.now();
  await lobby.goto(`${server.url}/`, { waitUntil: 'commit' });
  await lobby.waitForSelector('h1', { state: 'visible', timeout: 30_000 });
  console.log(`lobby readable after ${Date.now() - begun} ms`);
  await browser.close();

  browser = await launchBrowser(['--autoplay-policy=user-gesture-required']);
  const page = await phone(browser);
  await watch(page);
  begun = Date.now();
  await page.goto(`${server.url}/stage/opening`, { waitUntil: 'commit' });
  await page.locator('.unmute').tap({ timeout: 60_000 });
  console.log(`tapped for sound after ${Date.now() - begun} ms`);
  await until('the stage to sound', async () => (await seen(page))?.sounding, 60);
  console.log(`stage sounds after ${Date.now() - begun} ms`);
  const before = await seen(page);
  await sleep(1000 * seconds);
  const after = await seen(page);
  console.log(`in ${seconds} s: ${after.waiting - before.waiting} stalls, ${after.hitches - before.hitches} hitches of 100 ms, ${Math.round(after.stallMs - before.stallMs)} ms still; ` +
    `the player: ${JSON.stringify(await player(page))}`);
  await browser.close();
} finally {
  await server.stop();
}
