#!/usr/bin/env node
// How soon a hall with 100 booths can be used, in Chromium with an empty cache, from navigation: the booths drawn,
// and an arrow key answered. `node bench/hall.mjs [RUNS [URL [HALL]]]`; without a URL the server is started with
// examples/rehearsal30 and its first hall is taken. Fails where a median is above 1 s.

import path from 'node:path';
import { Server, launchBrowser, median, root, until } from '../tests/support/plenary.mjs';

const kMost_ms = 1000;
const runs = Number(process.argv[2] ?? 10);
const own = process.argv[3] ? null : await Server.start({ rehearsal: true, conference: path.join(root, 'examples/rehearsal30') });
const url = process.argv[3] ?? own.url;
const hall = process.argv[4] ?? (await (await fetch(`${url}/api/v1/exhibition`)).json()).halls[0].id;
const browser = await launchBrowser();

async function once(width) {
  const context = await browser.newContext({ viewport: { width, height: width < 600 ? 740 : 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      const booth = document.querySelector('[data-plan] a[tabindex="0"]');
      if (!booth) return;
      watch.disconnect();
      // After the frame that shows them, the first key is pressed.
      requestAnimationFrame(() => setTimeout(() => {
        window.drawn = performance.now();
        booth.focus();
        booth.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
        const answered = () => {
          if (document.activeElement !== booth) window.answered = performance.now();
          else setTimeout(answered, 0);
        };
        answered();
      }, 0));
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  await page.goto(`${url}/exhibition/hall/${hall}?lang=en`);
  await until('a key to be answered', () => page.evaluate(() => window.answered), 30);
  const found = await page.evaluate(() => ({
    drawn: window.drawn, answered: window.answered, booths: document.querySelectorAll('[data-booth]').length,
    wide: document.documentElement.scrollWidth - innerWidth,
  }));
  await context.close();
  return found;
}

try {
  await once(1440);
  for (const width of [1440, 360]) {
    const all = [];
    for (let run = 0; run < runs; run += 1) all.push(await once(width));
    const ms = (name) => `${Math.round(median(all.map((one) => one[name])))} ms (most ${Math.round(Math.max(...all.map((one) => one[name])))})`;
    console.log(`${hall} ${String(width).padStart(4)} px: ${all[0].booths} booths drawn after ${ms('drawn')}, ` +
      `a key answered after ${ms('answered')} (at most ${kMost_ms} ms), ${Math.max(0, ...all.map(({ wide }) => wide))} px too wide`);
    if (median(all.map(({ answered }) => answered)) > kMost_ms) process.exitCode = 1;
  }
} finally {
  await browser.close();
  await own?.stop();
}
