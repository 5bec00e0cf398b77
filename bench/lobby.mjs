#!/usr/bin/env node
// What the lobby costs its reader in the first 15 seconds, as transferred: `node bench/lobby.mjs [CONFERENCE]`.
// Pictures are counted apart. A conference of 30 stages and 600 exhibitors unless another is named.

import path from 'node:path';
import { Server, launchBrowser, root, sleep } from '../tests/support/plenary.mjs';

const kMost_bytes = 60_000;
const kSeconds = 15;
const conference = path.resolve(process.argv[2] ?? path.join(root, 'examples/rehearsal30'));
const server = await Server.start({ conference, rehearsal: true });
const browser = await launchBrowser();
try {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en' })).newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const asked = new Map();
  devtools.on('Network.requestWillBeSent', ({ requestId, request, type }) => asked.set(requestId, { url: request.url, type, bytes: 0 }));
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = asked.get(requestId);
    if (one) one.bytes = encodedDataLength;
  });
  await page.goto(`${server.url}/`);
  await page.waitForSelector('h1');
  await sleep(1000 * kSeconds);
  const all = [...asked.values()];
  const pictures = all.filter(({ type }) => type === 'Image');
  const rest = all.filter(({ type }) => type !== 'Image');
  const sum = (list) => list.reduce((bytes, one) => bytes + one.bytes, 0);
  const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  for (const { url, bytes } of [...rest].sort((one, other) => other.bytes - one.bytes).slice(0, 16)) console.log(`${kilo(bytes).padStart(10)}  ${new URL(url).pathname}`);
  console.log(`${kilo(sum(rest)).padStart(10)}  in ${rest.length} requests of the first ${kSeconds} s (at most ${kilo(kMost_bytes)})`);
  console.log(`${kilo(sum(pictures)).padStart(10)}  in ${pictures.length} pictures beside it`);
  process.exitCode = sum(rest) > kMost_bytes ? 1 : 0;
} finally {
  await browser.close();
  await server.stop();
}
