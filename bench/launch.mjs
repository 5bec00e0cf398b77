#!/usr/bin/env node
// How soon after a launch's instant every visitor has the product in the catalogue, by the clock:
// `node bench/launch.mjs [READERS [SOCKETS [PAGES]]]`. The launches of examples/rehearsal30 at one instant, among 10,600
// entries. READERS ask for the catalogue again and again; SOCKETS hear the pulse and ask once, as pages do; PAGES are
// open catalogues in Chromium. Fails above 2 s, and where one that asks once is told what was.

import { readFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { Server, launchBrowser, root, sleep, until } from '../tests/support/plenary.mjs';
import { pulseSocket } from '../tests/support/pulse.mjs';

const kMost_s = 2;
const kLead_ms = 120_000;
const kAsk_ms = 250;
const [readers, sockets, pages] = [process.argv[2] ?? 100, process.argv[3] ?? 100, process.argv[4] ?? 3].map(Number);
const conference = path.join(root, 'examples/rehearsal30');

/** The first launch of the package: its instant, and what it reveals as visitors find it. */
function launchOf() {
  const [, at, exhibitor, id] = /launch:\s+at: (\S+)\s+reveals:\s+- \{product: ([\w-]+)\/([\w-]+)\}/.exec(readFileSync(path.join(conference, 'programme.yaml'), 'utf8'));
  const products = readFileSync(path.join(conference, 'exhibitors', `${exhibitor}.yaml`), 'utf8');
  const title = new RegExp(`id: ${id}, title: \\{[^}]*en: "([^"]+)"`).exec(products)[1];
  return { instant: Date.parse(at), exhibitor, id, title };
}

const { instant, exhibitor, id, title } = launchOf();
const query = `/api/v1/exhibition/catalogue?lang=en&limit=24&offset=0&q=${encodeURIComponent(title)}`;
const address = `/exhibitor/${exhibitor}/product/${id}`;
const server = await Server.start({ conference, rehearsal: true, args: ['--clock', new Date(instant - kLead_ms).toISOString()] });
const browser = pages > 0 ? await launchBrowser() : null;
const agent = new http.Agent({ keepAlive: true, maxSockets: readers + sockets });

function has() {
  return new Promise((resolve, reject) => {
    const request = http.get({ agent, host: '127.0.0.1', port: server.port, path: query }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).includes(`"${address}"`)));
    });
    // An idle connection that the server closed just then: asked again on another.
    request.on('error', (error) => (request.reusedSocket && error.code === 'ECONNRESET' ? has().then(resolve, reject) : reject(error)));
  });
}

/** Prints how late the earliest, the middle and the latest were, and answers the latest. */
function report(who, seconds) {
  const sorted = [...seconds].sort((one, other) => one - other);
  if (sorted.length === 0) return 0;
  const said = (value) => (Number.isFinite(value) ? `${value.toFixed(2)} s` : 'never');
  console.log(`${String(sorted.length).padStart(4)} ${who}: first ${said(sorted[0])}, median ${said(sorted[Math.floor(sorted.length / 2)])}, last ${said(sorted.at(-1))}`);
  return sorted.at(-1);
}

try {
  const { clock } = await server.json('/api/v1/conference');
  const due = instant - clock.offset_ms;
  const late = (when) => (when - due) / 1000;
  if (due - Date.now() < 15_000) throw new Error('the server took too long to start; there is no time to open the readers');
  const open = await Promise.all(Array.from({ length: pages }, async () => {
    const page = await browser.newPage();
    // A page that goes on asking may never have loaded for good: it is there once it shows what it found.
    await page.goto(`${server.url}/catalogue?lang=en&q=${encodeURIComponent(title)}`, { waitUntil: 'commit' });
    await page.waitForSelector('[data-found]');
    await page.evaluate((wanted) => {
      const look = () => document.querySelector(`[data-found="${wanted}"]`) && (window.foundAt ??= Date.now());
      new MutationObserver(look).observe(document, { childList: true, subtree: true });
    }, `product:${id}`);
    return page;
  }));
  const heard = Array.from({ length: sockets }, () => ({ pulse: null, found: null }));
  const closing = [];
  for (const one of heard) {
    closing.push(await pulseSocket(server, 'stage-01', (text, when) => {
      if (one.pulse !== null || !text.includes(`"${exhibitor}/${id}"`)) return;
      one.pulse = when;
      one.found = has().then((found) => (found ? Date.now() : Infinity));
    }));
  }
  if (Date.now() > due - 1000) throw new Error(`the readers came too late: this machine took more than ${kLead_ms / 1000} s to open them`);
  if (await has()) throw new Error('the product was there before its instant');
  console.log(`${title}: ${((due - Date.now()) / 1000).toFixed(1)} s before its instant all readers are there`);

  const asking = Array.from({ length: readers }, async (_, at) => {
    await sleep(Math.max(0, due - Date.now() - kAsk_ms + (kAsk_ms * at) / readers));
    while (!(await has())) {
      if (late(Date.now()) > 30) return Infinity;
      await sleep(kAsk_ms);
    }
    return Date.now();
  });
  const read = await Promise.all(asking);
  await until('the pulse to tell all', () => heard.every(({ found }) => found !== null));
  const found = await Promise.all(heard.map((one) => one.found));
  await Promise.all(open.map((page) => page.waitForFunction(() => window.foundAt, null, { timeout: 30_000 }).catch(() => undefined)));
  const shown = await Promise.all(open.map((page) => page.evaluate(() => window.foundAt ?? Infinity)));
  const early = [...read, ...found, ...shown].filter((when) => when < due).length;
  report('sockets that heard of it', heard.map(({ pulse }) => late(pulse)));
  const latest = Math.max(
    report(`readers that ask every ${kAsk_ms} ms`, read.map(late)), report('sockets that asked once', found.map(late)), report('open pages', shown.map(late)));
  console.log(`latest ${latest.toFixed(2)} s after the instant (at most ${kMost_s} s), ${early} early`);
  for (const one of closing) one.close();
  process.exitCode = latest <= kMost_s && early === 0 ? 0 : 1;
} finally {
  agent.destroy();
  await browser?.close();
  await server.stop();
}
