// The press pages in a real browser: who is accredited reads and downloads what is under embargo, and each look stands in
// the log at the desk; everybody else is told how to get there, and nothing of what is there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import test from 'node:test';
import { promisify } from 'node:util';
import { visit } from '../support/audience.mjs';
import { signIn } from '../support/desk.mjs';
import { armByTwo, kId, kSecret, kSlug, packageWithSecret } from '../support/embargo.mjs';
import { Server, binary, launchBrowser, soon } from '../support/plenary.mjs';

const run = (...args) => promisify(execFile)(binary, args);
const kNow = '2020-07-23T12:00:00Z';
const kInstant = Date.parse(kNow) + 3_600_000;
const kReporter = 'Rita Reporter';

let folder;
let server;
let browser;
let organiser;
let reporter;
test.before(async () => {
  folder = packageWithSecret(new Date(kInstant).toISOString());
  server = await Server.start({ rehearsal: true, conference: folder, args: ['--clock', kNow] });
  browser = await launchBrowser();
  const { hands, statuses } = await armByTwo(server, run);
  assert.deepEqual(statuses, [200, 200, 200, 200, 200]);
  [organiser] = hands;
});
test.after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const shown = (page) => page.locator('main').innerText();

test('an invitation accredits, and the press page says what is under embargo until when', { timeout: 600_000 }, async () => {
  const invited = await organiser('POST', '/api/v1/desk/invitations', { grant: 'press:conference', name: kReporter });
  assert.equal(invited.status, 201);
  reporter = await visit(browser, server, new URL((await invited.json()).url, server.url).pathname);
  await reporter.fill('#join-name', kReporter);
  await reporter.fill('#join-password', 'a long enough password');
  await reporter.click('form button[type="submit"]');
  await reporter.locator('form').waitFor({ state: 'detached' });
  await reporter.goto(`${server.url}/account`);
  await reporter.click('[data-press-link]');
  await reporter.waitForSelector('[data-press="in"]');
  for (const publication of [`report/${kId}`, `news/${kSlug}`]) {
    const line = reporter.locator(`[data-publication="${publication}"]`);
    await line.locator('time').waitFor();
    assert.equal(Date.parse(await line.locator('time').getAttribute('datetime')), kInstant, publication);
    assert.match(await line.innerText(), /until 23 July 2020, 21:00/);
  }
});

test('the report and the post are read and taken along before they are out', { timeout: 600_000 }, async () => {
  await reporter.click(`[data-publication="report/${kId}"] a`);
  await reporter.waitForSelector('[data-embargo]');
  await reporter.waitForSelector(`[data-report="${kId}"]`);
  await soon(async () => assert.match(await shown(reporter), new RegExp(`${kSecret} chapter text`)));
  const begins = { csv: /^\uFEFF?id,|figure/, json: /^\s*[{[]/, pdf: /^%PDF-/ };
  for (const [kind, begin] of Object.entries(begins)) {
    const [download] = await Promise.all([reporter.waitForEvent('download'), reporter.click(`[data-download="${kind}"]`)]);
    const text = readFileSync(await download.path(), 'latin1');
    assert.match(text, begin, kind);
    if (kind !== 'pdf') assert.ok(text.includes(kSecret), kind);
  }
  await reporter.goto(`${server.url}/press`);
  await reporter.click(`[data-publication="news/${kSlug}"] a`);
  await reporter.waitForSelector('[data-embargo]');
  await soon(async () => assert.match(await shown(reporter), new RegExp(`${kSecret} story text`)));
  assert.deepEqual(reporter.problems, []);
});

test('each look and each download stands in the log at the desk, with a name', { timeout: 600_000 }, async () => {
  const page = await visit(browser, server, '/');
  await signIn(page, server.url, await server.organiser('watcher'), '/admin/audit');
  await page.waitForSelector('[data-page="audit"] li');
  for (const [action, subject] of [
    ['Read before the release', `report/${kId}`], ['Downloaded before the release', `report/${kId}.csv`], ['Downloaded before the release', `report/${kId}.json`], ['Downloaded before the release', `report/${kId}.pdf`],
    ['Read before the release', `news/${kSlug}`],
  ]) {
    const line = page.locator('[data-page="audit"] li').filter({ hasText: action }).filter({ has: page.getByText(subject, { exact: true }) }).first();
    await soon(async () => assert.match(await line.innerText(), new RegExp(kReporter), `${action} ${subject}`));
  }
  await page.context().close();
});

test('somebody with an account and nothing more is refused, and told how to be accredited', { timeout: 600_000 }, async () => {
  const page = await visit(browser, server, '/press');
  await page.waitForSelector('[data-press="out"]');
  await page.goto(`${server.url}/account`);
  const form = page.locator('section').filter({ has: page.locator('[autocomplete="nickname"]') });
  await form.locator('[autocomplete="nickname"]').fill('Otto Ordinary');
  await form.locator('[autocomplete="email"]').fill('otto@example.org');
  await form.locator('[type="password"]').fill('a long enough password');
  await form.locator('[type="submit"]').click();
  await page.waitForSelector('[data-account="in"]');
  for (const target of ['/press', `/press/report/${kId}`, `/press/news/${kSlug}`, '/press/report/nothing']) {
    await page.goto(server.url + target);
    await page.waitForSelector('[data-press="no"] ol');
    const words = await shown(page);
    assert.match(words, /Otto Ordinary, your account is not accredited/);
    assert.ok(!words.includes(kSecret), target);
    assert.equal(await page.locator('[data-publication]').count(), 0);
  }
  await page.context().close();
});

test('once it is out, press is led to what everybody reads', { timeout: 600_000 }, async () => {
  await reporter.goto(`${server.url}/press`);
  await reporter.waitForSelector(`[data-publication="report/${kId}"] .mark`);
  assert.equal((await organiser('POST', `/api/v1/desk/releases/report/${kId}/now`, {})).status, 200);
  await reporter.locator(`[data-publication="report/${kId}"] a[href="/report/${kId}"]`).click();
  await reporter.waitForSelector(`[data-report="${kId}"]`);
  assert.equal(await reporter.locator('[data-embargo]').count(), 0);
});
