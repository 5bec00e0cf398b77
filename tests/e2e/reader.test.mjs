// A new reader's path: from the lobby by a search to a person, into the agenda, then the report in the reader's
// own language and currency. Before its release, the report is nowhere.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { visit } from '../support/audience.mjs';
import { violations } from '../support/mock.mjs';
import { Server, launchBrowser, soon, until } from '../support/plenary.mjs';

const kReport = 'development-report-2020';
const kBody = 'main h1';

let server;
let browser;
test.before(async () => {
  server = await Server.start({ rehearsal: true, args: ['--clock', '2020-07-23T20:00:00+08:00'] });
  browser = await launchBrowser();
});
test.after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Two people arm the report, one of them brings it out. */
async function releaseReport() {
  const one = await server.desk();
  const other = await server.signIn(await server.organiser('second'));
  const target = `/api/v1/desk/releases/report/${kReport}`;
  for (const [desk, act] of [[one, 'arm'], [other, 'arm'], [one, 'now']]) {
    const answer = await desk('POST', `${target}/${act}`, {});
    assert.ok(answer.ok, `${act}: ${answer.status} ${await answer.text()}`);
  }
}

const words = async (page, selector) => (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ').trim();
const amounts = (page, indicator) => page.locator(`[data-indicator="${indicator}"] [data-amount]`).first().getAttribute('data-amount');

test('before its release the report is what does not exist', { timeout: 600_000 }, async () => {
  const seen = [];
  for (const target of [`/report/${kReport}`, '/report/nothing', `/report/${kReport}/figure/e-commerce`, '/report/nothing/figure/nothing', '/news/report-released', '/news/nothing']) {
    const page = await visit(browser, server, target);
    await page.waitForSelector(kBody);
    await until('the page to have asked', async () => /not found/i.test(await page.title()) && /not found/i.test(await words(page, kBody)));
    seen.push(await words(page, 'main'));
    await page.context().close();
  }
  assert.deepEqual([...new Set(seen)].length, 1, seen.join('\n'));
});

test('at its release it appears on pages that are open', { timeout: 600_000 }, async (t) => {
  const lobby = await visit(browser, server, '/');
  const news = await visit(browser, server, '/news');
  const wanted = await visit(browser, server, `/report/${kReport}`);
  await wanted.waitForSelector(kBody);
  await lobby.waitForTimeout(4000);
  assert.equal(await lobby.locator('[data-release]').count(), 0);
  const released = Date.now();
  await releaseReport();
  for (const [name, page] of Object.entries({ lobby, news })) {
    await page.waitForSelector(`[data-release="report/${kReport}"]`);
    t.diagnostic(`${name}: ${Date.now() - released} ms after the release`);
  }
  await wanted.waitForSelector(`[data-report="${kReport}"]`);
  await soon(async () => assert.match(await lobby.locator('[role="status"].unseen').first().textContent(), /China Internet Development Report 2020/));
  await lobby.click('[data-release] [data-read]');
  await lobby.waitForSelector(`[data-report="${kReport}"]`);
  await soon(async () => assert.equal(await lobby.locator('[data-release^="report/"]').count(), 0));
  assert.deepEqual([...lobby.problems, ...news.problems, ...wanted.problems], []);
  for (const page of [lobby, news, wanted]) await page.context().close();
});

test('from the lobby to a person and into the agenda', { timeout: 600_000 }, async () => {
  const page = await visit(browser, server, '/');
  await page.click('header a[href="/search"]');
  await page.fill('[data-search]', 'industrial internet');
  await page.waitForSelector('.found a');
  // Of the two who spoke of it, the sources say of one in which session.
  await page.click('.found a[href="/person/miao-wei"]');
  await page.waitForURL('**/person/**');
  await page.locator('main button[aria-pressed="false"][title]').first().click();
  await page.waitForSelector('main button[aria-pressed="true"][title]');
  await page.click('header a[href="/my"]');
  await page.waitForSelector('main [data-session], main a[href^="/session/"]');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('the report in Indonesian counts in rupiah, in Chinese in 亿', { timeout: 600_000 }, async () => {
  const page = await visit(browser, server, `/report/${kReport}?lang=id`);
  await page.waitForSelector(`[data-report="${kReport}"]`);
  await soon(async () => assert.deepEqual(
    await Promise.all(['mobile-internet-users', 'e-commerce', 'online-payments', 'digital-economy'].map((id) => amounts(page, id))),
    ['1,32 miliar', 'Rp72.438 triliun', 'Rp519.991 triliun', 'Rp74.498 triliun'],
  ));
  const card = await words(page, '[data-indicator="e-commerce"]');
  assert.match(card, /CN¥34,81 triliun/);
  assert.match(card, /2\.080,962/);
  assert.match(card, /disimpulkan/);
  await page.selectOption('[data-currency]', 'published');
  await soon(async () => assert.equal(await amounts(page, 'e-commerce'), 'CN¥34,81 triliun'));

  const chinese = await visit(browser, server, `/report/${kReport}?lang=zh`);
  await chinese.waitForSelector(`[data-report="${kReport}"]`);
  await soon(async () => assert.equal(await amounts(chinese, 'mobile-internet-users'), '13.19亿'));
  await soon(async () => assert.equal(await amounts(chinese, 'e-commerce'), '¥34.81万亿'));
  assert.deepEqual([...page.problems, ...chinese.problems], []);
  await page.context().close();
  await chinese.context().close();
});

test('its figures go along as CSV', { timeout: 600_000 }, async () => {
  const page = await visit(browser, server, `/report/${kReport}?lang=id`);
  await page.waitForSelector('[data-download="csv"]');
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-download="csv"]')]);
  const text = readFileSync(await download.path(), 'utf8');
  assert.match(download.suggestedFilename(), /\.csv$/);
  for (const id of ['mobile-internet-users', 'e-commerce', 'online-payments', 'digital-economy']) assert.match(text, new RegExp(id));
  assert.match(text, /34810000000000|34\.81e12/);
  await page.context().close();
});

test('keys and screen readers have every value of a chart', { timeout: 600_000 }, async () => {
  const page = await visit(browser, server, `/report/${kReport}?lang=en`);
  const series = page.locator('[data-series="digital-economy"]');
  await series.locator('[data-chart] canvas').waitFor();
  await soon(async () => assert.match(await series.locator('[data-chart]').getAttribute('aria-label'), /2019: CN¥35.8 trillion/));
  await series.locator('[data-chart]').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await until('the first value to be said', async () => /trillion/.test(await page.locator('[role="status"].unseen').first().textContent()));
  await series.locator('button', { hasText: 'Table' }).click();
  await series.locator('tbody tr').nth(1).waitFor();
  await page.context().close();
});

// By night too: every_page.test.mjs, at the same addresses.
for (const width of [360, 1440]) {
  test(`report, figures, news and summary have no violation, ${width} px`, { timeout: 600_000 }, async () => {
    const pages = [`/report/${kReport}`, `/report/${kReport}/figure/mobile-internet-users`, `/embed/figure/${kReport}/e-commerce`, '/news', '/news/report-released', '/summary'];
    for (const target of pages) {
      const page = await visit(browser, server, `${target}?lang=zh`, { viewport: { width, height: 800 }, reducedMotion: 'reduce' });
      await page.waitForSelector('main :is([data-report], [data-indicator], [data-post], [data-summary])');
      assert.deepEqual(await violations(page), [], target);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${target} is wider than the window`);
      await page.context().close();
    }
  });
}
