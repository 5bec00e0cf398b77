#!/usr/bin/env node
// How soon a programme of 300 sessions on 30 stages can be used, in Chromium with an empty cache, from navigation:
// the cells drawn, and an arrow key answered. `node bench/schedule.mjs [RUNS [URL]]`; without a URL the server is started
// with examples/rehearsal30. Fails where a median is above 1 s.

import path from 'node:path';
import { Server, launchBrowser, median, root, until } from '../tests/support/plenary.mjs';

const kMost_ms = 1000;
const runs = Number(process.argv[2] ?? 10);
const server = process.argv[3] ? { url: process.argv[3], stop: () => undefined }
  : await Server.start({ rehearsal: true, conference: path.join(root, 'examples/rehearsal30') });
const browser = await launchBrowser();

async function once(view, width) {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      const cell = document.querySelector('[role="gridcell"] a[tabindex="0"], article[data-session] a');
      if (!cell) return;
      watch.disconnect();
      // After the frame that shows them, the first key is pressed.
      requestAnimationFrame(() => setTimeout(() => {
        window.drawn = performance.now();
        cell.focus();
        cell.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
        setTimeout(() => { window.answered = performance.now(); }, 0);
      }, 0));
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${server.url}/programme?view=${view}&lang=en`);
  await until('a key to be answered', () => page.evaluate(() => window.answered), 30);
  const found = await page.evaluate(() => ({
    drawn: window.drawn, answered: window.answered, sessions: document.querySelectorAll('[data-session]').length,
    wide: document.documentElement.scrollWidth - innerWidth,
  }));
  await context.close();
  return found;
}

try {
  await once('grid', 1440);
  for (const [view, width] of [['grid', 1440], ['compact', 1440], ['list', 1440], ['list', 360]]) {
    const all = [];
    for (let run = 0; run < runs; run += 1) all.push(await once(view, width));
    const ms = (name) => `${Math.round(median(all.map((one) => one[name])))} ms (most ${Math.round(Math.max(...all.map((one) => one[name])))})`;
    console.log(`${view.padEnd(8)} ${String(width).padStart(4)} px: ${all[0].sessions} sessions drawn after ${ms('drawn')}, ` +
      `a key answered after ${ms('answered')} (at most ${kMost_ms} ms), ${Math.max(0, ...all.map(({ wide }) => wide))} px too wide`);
    if (median(all.map(({ answered }) => answered)) > kMost_ms) process.exitCode = 1;
  }
} finally {
  await browser.close();
  await server.stop();
}
