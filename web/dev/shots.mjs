/**
 * Pictures of pages for looking at: node dev/shots.mjs --base http://127.0.0.1:27001 --out /tmp/shots
 *   [--login NAME:PASSWORD] [--widths 360,1440] [--langs zh,en,id] [--themes light,dark] [--pages /,/stage/opening] [--full] [--wait 800]
 * Says where a page is wider than its window, and what the console complained about.
 */
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
};
const list = (name, fallback) => option(name, fallback).split(',');
const base = option('base', 'http://127.0.0.1:27001');
const out = option('out', '/tmp/shots');
const full = process.argv.includes('--full');
mkdirSync(out, { recursive: true });

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
for (const width of list('widths', '360,1440')) {
  for (const theme of list('themes', 'light,dark')) {
    for (const lang of list('langs', 'zh,en,id')) {
      const context = await browser.newContext({
        viewport: { width: Number(width), height: Number(width) < 600 ? 740 : 900 },
        colorScheme: theme,
        deviceScaleFactor: Number(option('scale', '1')),
        timezoneId: option('zone', 'Asia/Shanghai'),
      });
      const [name, password] = option('login', '').split(':');
      if (password) await context.request.post(`${base}/api/v1/session`, { data: { name, password } });
      const page = await context.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) console.log(`  console: ${message.text()}`);
      });
      page.on('pageerror', (error) => console.log(`  page error: ${error.stack}`));
      for (const path of list('pages', '/')) {
        await page.goto(`${base}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
        await page.waitForTimeout(Number(option('wait', '800')));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const name = `${path.replace(/\W+/g, '_').replace(/^_$/, '_lobby')}-${option('tag', 'x')}-${width}-${theme}-${lang}.png`;
        await page.screenshot({ path: `${out}/${name}`, fullPage: full });
        console.log(`${name}${wide > 0 ? `  WIDER THAN THE WINDOW BY ${wide}` : ''}`);
      }
      await context.close();
    }
  }
}
await browser.close();
