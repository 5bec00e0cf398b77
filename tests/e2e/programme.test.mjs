// The programme and what leads into it: 30 stages, 300 sessions, 1,000 people, before a mock of the API.

import assert from 'node:assert/strict';
import test from 'node:test';
import { settled, startMock, violations } from '../support/mock.mjs';
import { launchBrowser, soon, until } from '../support/plenary.mjs';

let server;
let browser;
test.before(async () => {
  server = await startMock('rehearsal');
  browser = await launchBrowser();
});
test.after(async () => {
  await browser?.close();
  server?.stop();
});

const open = async (target, { width = 1440, lang = 'en', zone = 'Asia/Shanghai', motion = 'no-preference' } = {}) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale: lang, timezoneId: zone, reducedMotion: motion });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') page.problems.push(message.text()); });
  await page.goto(`${server.url}${target}`);
  await page.waitForSelector('h1');
  return page;
};

/** What hangs on how much there is; every_page.test.mjs walks every page of a small conference, by night too. */
const kPages = [
  '/', '/programme', '/programme?view=grid', '/programme?view=list&forum=forum-1', '/programme?q=nothing-is-called-so', '/session/s5', '/search?q=data',
];

for (const width of [360, 1440]) {
  test(`no page has a violation or scrolls sideways, ${width} px`, { timeout: 600_000 }, async () => {
    const page = await open('/', { width, lang: width === 360 ? 'zh' : 'en', motion: 'reduce' });
    for (const target of kPages) {
      await page.goto(`${server.url}${target}`);
      await page.waitForSelector('h1');
      assert.deepEqual(await violations(page), [], target);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${target} is ${wide} px wide at ${width}`);
      assert.deepEqual(page.problems.filter((problem) => !/404/.test(problem)), [], target);
    }
    await page.context().close();
  });
}

test('the grid is walked by arrow keys, with one cell in the tab order', { timeout: 600_000 }, async () => {
  const page = await open('/programme?view=grid');
  const focused = () => page.evaluate(() => document.activeElement?.closest('[data-session]')?.getAttribute('data-session') ?? '');
  const elsewhere = (before) => until('the focus to move', async () => { const now = await focused(); return now !== before && now; });
  await page.waitForSelector('[role="gridcell"] a[tabindex="0"]');
  await settled(page);
  assert.equal(await page.locator('[role="gridcell"] a[tabindex="0"]').count(), 1);
  await page.focus('[role="gridcell"] a[tabindex="0"]');
  const first = await focused();
  await page.keyboard.press('ArrowDown');
  const second = await elsewhere(first);
  await page.keyboard.press('s');
  await page.waitForSelector(`[data-session="${second}"].mine`);
  await page.keyboard.press('PageDown');
  await elsewhere(second);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/session\//);
  await page.context().close();
});

test('choices live in the address: shared, gone back, and kept to the last', { timeout: 600_000 }, async () => {
  const page = await open('/programme?view=list');
  await page.selectOption('select[aria-label="Forum"]', 'forum-2');
  await page.waitForURL(/forum=forum-2/);
  const count = () => page.locator('article[data-session]').count();
  const narrowed = await until('fewer sessions', async () => { const now = await count(); return now < 100 && now; });
  const shared = await open(`/programme${new URL(page.url()).search}`);
  await soon(async () => assert.equal(await shared.locator('article[data-session]').count(), narrowed));
  await shared.context().close();
  await page.goBack();
  await until('all sessions again', async () => (await count()) === 100);
  await page.context().close();
});

test('a reader elsewhere sees the zone named, and may switch to their own', { timeout: 600_000 }, async () => {
  const page = await open('/programme?view=list', { zone: 'Asia/Jakarta' });
  await page.waitForSelector('text=Beijing time (UTC+8)');
  const first = () => page.locator('.time time').first().textContent();
  await soon(async () => assert.equal(await first(), '09:00'));
  await page.click('button:has-text("Yours:")');
  await soon(async () => assert.equal(await first(), '08:00'));
  await page.context().close();
});

test('what was moved or cancelled says so, and what it was before', { timeout: 600_000 }, async () => {
  const page = await open('/programme?view=list&day=all');
  await page.waitForSelector('b.moved');
  assert.match(await page.locator('.change:has(b.moved) .before').first().textContent(), /before: .*\d\d:\d\d, Hall \d+/);
  await page.waitForSelector('article.cancelled');
  await page.context().close();
});

test('"/" searches from any page; a person found is starred into the agenda, which says what clashes', { timeout: 600_000 }, async () => {
  const page = await open('/');
  await page.keyboard.press('/');
  await page.waitForSelector('dialog[open] [data-search]');
  await page.keyboard.type('Example Institute 7');
  await page.waitForSelector('dialog [data-found="organisation"]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/organisation\//);
  await page.goto(`${server.url}/programme?view=list`);
  for (const at of [0, 1]) await page.locator('article[data-session] button[aria-pressed]').nth(at).click();
  await page.click('nav a[href="/my"]');
  await page.waitForSelector('text=take place at the same time');
  await page.click('text=Make my calendar address');
  await soon(async () => assert.match(await page.inputValue('[data-feed]'), /^http:.*\/my\/.*\.ics\?lang=en$/));
  await page.context().close();
});

test('a reminder appears on any page, once', { timeout: 600_000 }, async () => {
  const page = await open('/programme?view=list');
  const title = await page.evaluate(async () => {
    const { sessions } = await (await fetch('/api/v1/programme')).json();
    const { clock } = await (await fetch('/api/v1/conference')).json();
    const left = ({ starts_at }) => Date.parse(starts_at) - Date.parse(clock.now);
    const next = sessions.filter((session) => left(session) > 0 && session.status !== 'cancelled').sort((a, b) => left(a) - left(b))[0];
    localStorage.setItem('plenary.favourites', JSON.stringify([next.id]));
    localStorage.setItem('plenary.reminder-minutes', '120');
    return next.title.en;
  });
  await page.goto(`${server.url}/`);
  await page.locator('[data-reminders]', { hasText: title }).waitFor();
  await page.goto(`${server.url}/programme`);
  await page.waitForSelector('[data-session]');
  await page.waitForTimeout(500);
  assert.equal(await page.locator('[data-reminders]').count(), 0);
  await page.context().close();
});

test('a speaker sees the seconds, copies the key uncovered only when asked, and proposes', { timeout: 600_000 }, async () => {
  const page = await open('/speaker/demo');
  await page.waitForSelector('[data-phase]');
  await page.click('text=Make my key');
  await page.waitForSelector('input[type="password"]');
  await page.click('text=Show the key');
  await soon(async () => assert.match(await page.locator('input[type="text"][readonly]').nth(1).inputValue(), /\?key=/));
  await page.fill('textarea[lang="en"]', 'I work on networks.');
  await page.click('text=Send the proposal');
  await page.waitForSelector('text=Sent. The organiser will look at it.');
  await page.context().close();
});
