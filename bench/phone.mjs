#!/usr/bin/env node
// A phone on a poor network: 400 kbit/s, 400 ms, CPU four times slower, a cold profile; by the DevTools
// protocol. Prints when the lobby can be read, when the stage sounds, and the stalls of two minutes:
// `node bench/phone.mjs [SECONDS]`. A finger turns the sound on as soon as the page offers it; the stage sounds
// once the video is not muted, plays, and sound is being decoded. Exit status 1 above 3 s to the lobby, above 10 s to
// the sound, or with a stall.
//
// What Playwright asks of a page counts as a gesture of its visitor, and a page that had one begins with sound. So
// until the finger is down the page is asked nothing: it says by itself where the offer stands.

import { Server, launchBrowser, sleep, until } from '../tests/support/plenary.mjs';
import { player, seen, watch } from '../tests/support/watch.mjs';

const seconds = Number(process.argv[2] ?? 120);
const kLobby_ms = 3000;
const kSound_ms = 10_000;
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

/** Runs in the page: says where the offer of sound is, once it stands still. */
function tellOffer() {
  let last = '';
  const look = () => {
    const box = document.querySelector('.unmute')?.getBoundingClientRect();
    const where = box ? JSON.stringify({ x: box.x + box.width / 2, y: box.y + box.height / 2 }) : '';
    if (where && where === last) return console.info(`offer ${where}`);
    last = where;
    return requestAnimationFrame(look);
  };
  look();
}

try {
  await until('the demonstration to be on air', async () => (await server.stage('opening'))?.showing === 'input', 30);
  await sleep(3000);
  let browser = await launchBrowser();
  const lobby = await phone(browser);
  let begun = Date.now();
  await lobby.goto(`${server.url}/`, { waitUntil: 'commit' });
  await lobby.waitForSelector('h1', { state: 'visible', timeout: 30_000 });
  const readable = Date.now() - begun;
  console.log(`lobby readable after ${readable} ms`);
  await browser.close();

  browser = await launchBrowser(['--autoplay-policy=user-gesture-required']);
  const page = await phone(browser);
  await watch(page);
  await page.addInitScript(tellOffer);
  const offered = page.waitForEvent('console', { predicate: (said) => said.text().startsWith('offer '), timeout: 60_000 });
  begun = Date.now();
  await page.goto(`${server.url}/stage/opening`, { waitUntil: 'commit' });
  const { x, y } = JSON.parse((await offered).text().slice('offer '.length));
  await page.touchscreen.tap(x, y);
  console.log(`tapped for sound after ${Date.now() - begun} ms`);
  await until('the stage to sound', async () => (await seen(page))?.sounding, 60);
  const before = await seen(page);
  const opened = await page.evaluate(() => performance.timeOrigin);
  const sounds = Math.round(opened + before.sounding - begun);
  console.log(`stage sounds after ${sounds} ms`);
  await sleep(1000 * seconds);
  const after = await seen(page);
  const stalls = after.waiting - before.waiting;
  console.log(`in ${seconds} s: ${stalls} stalls, ${after.hitches - before.hitches} hitches of 100 ms, ${Math.round(after.stallMs - before.stallMs)} ms still; ` +
    `the player: ${JSON.stringify(await player(page))}`);
  await browser.close();
  process.exitCode = readable <= kLobby_ms && sounds <= kSound_ms && stalls === 0 ? 0 : 1;
} finally {
  await server.stop();
}
