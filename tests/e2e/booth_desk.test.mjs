// The exhibitor's desk in a real browser: by an invitation link to the booth, a visitor answered, a lead kept, a
// product published, and nothing of the booth next door.

import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { placed } from '../support/desk.mjs';
import { violations, violationsByDayAndNight } from '../support/mock.mjs';
import { Server, launchBrowser, soon, until } from '../support/plenary.mjs';

const kPackage = {
  'conference.yaml': `id: rivers
title: {en: Rivers Online, zh: 河流在线, id: Sungai Daring}
short_name: Rivers
host: society
languages: [en, zh, id]
time_zone: Asia/Shanghai
days:
  - {date: '2030-11-24'}
  - {date: '2030-11-25'}
`,
  'organisations.yaml': 'organisations:\n  - {id: society, name: {en: River Society}}\n',
  'programme.yaml': 'stages:\n  - {id: main, title: {en: Main stage}, inputs: [{id: primary}]}\nsessions: []\n',
  'exhibition.yaml': `categories:
  - {id: sensors, title: {en: Sensors}}
halls:
  - id: east
    title: {en: East hall}
    width: 20
    depth: 10
    booths:
      - {id: a1, exhibitor: acme, x: 0, y: 0, width: 4, depth: 3}
      - {id: a2, exhibitor: other, x: 5, y: 0, width: 4, depth: 3}
`,
  'exhibitors/acme.yaml': `title: {en: Acme Waterworks, zh: 阿克水务}
# A comment that must survive.
text: {en: Probes for rivers.}
categories: [sensors]
languages: [en, zh]
duty:
  - {starts_at: '2030-11-24T09:00:00+08:00', ends_at: '2030-11-24T12:00:00+08:00', staff: Li Na}
`,
  'exhibitors/other.yaml': 'title: {en: The Other}\n',
};

let folder;
let server;
let browser;
let organiser;
let page;
test.before(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'plenary-booth-'));
  mkdirSync(path.join(folder, 'exhibitors'));
  for (const [name, text] of Object.entries(kPackage)) writeFileSync(path.join(folder, name), text);
  server = await Server.start({ conference: folder });
  browser = await launchBrowser();
  organiser = await server.desk();
});
test.after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

let ticket = null;
/** A visitor with a ticket, as the booth's public page asks. */
async function visitor(method, target, body) {
  const answer = await fetch(`${server.url}${target}`, {
    method, headers: { 'content-type': 'application/json', ...(ticket ? { 'x-plenary-ticket': ticket } : {}) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const found = await answer.json().catch(() => null);
  if (typeof found?.ticket === 'string') ticket = found.ticket;
  return { status: answer.status, body: found };
}
const write = (id, text) => visitor('POST', '/api/v1/my/visit/conversations/acme/messages', { id, text, language: 'id' });
const heard = async () => (await visitor('GET', '/api/v1/my/visit/conversations/acme')).body.messages.filter(({ from }) => from === 'staff');
/** What the staff's own browser is answered. */
const asStaff = (target, method = 'GET') => page.evaluate(async ([to, how]) => {
  const { csrf } = await (await fetch('/api/v1/session')).json();
  const answer = await fetch(to, { method: how, headers: { 'x-plenary-csrf': csrf, 'content-type': 'application/json' }, ...(how === 'GET' ? {} : { body: '{}' }) });
  return { status: answer.status, text: await answer.text() };
}, [target, method]);
const part = async (name) => {
  await page.click(`[data-tab="${name}"]`);
  await page.waitForSelector(`[data-booth][data-part="${name}"]`);
};

test('an invitation link leads to the booth’s desk', { timeout: 600_000 }, async () => {
  const invited = await organiser('POST', '/api/v1/desk/booths/acme/invitation');
  assert.equal(invited.status, 201);
  const { url } = await invited.json();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })).newPage();
  await page.goto(new URL(url, server.url).href);
  await page.fill('#join-name', 'Li Na');
  await page.fill('#join-password', 'a long enough password');
  await page.click('form button[type="submit"]');
  await page.waitForURL('**/studio/booth/acme');
  await page.waitForSelector('[data-booth="acme"]');
  await page.getByRole('heading', { name: 'Acme Waterworks' }).waitFor();
});

test('a visitor who writes is there without asking, and is answered in their language', { timeout: 600_000 }, async () => {
  assert.equal((await write('m1', 'Apakah sonde tahan air laut?')).status, 201);
  assert.ok(ticket);
  await page.locator('[data-tab="talk"] .badge', { hasText: '1' }).waitFor();
  await part('talk');
  await page.locator('[data-conversation]').click();
  await page.locator('[data-message]', { hasText: 'Apakah sonde' }).waitFor();
  await soon(async () => assert.equal(await page.locator('[data-composer] select').inputValue(), 'id'));
  await page.fill('#booth-answer', 'Ya, sampai 60 meter.');
  await page.keyboard.press('Control+Enter');
  const [answer] = await until('the answer', async () => ((await heard()).length === 1 ? heard() : null));
  assert.deepEqual([answer.text, answer.language, answer.staff], ['Ya, sampai 60 meter.', 'id', 'Li Na']);
  await page.locator('[data-tab="talk"] .badge').waitFor({ state: 'detached' });
});

test('what is written while the server is away is kept over a reload, and sent once', { timeout: 600_000 }, async () => {
  const away = (route) => (route.request().method() === 'POST' ? route.abort() : route.continue());
  await page.route('**/messages', away);
  await page.fill('#booth-answer', 'Kami kirim lembar data.');
  await page.click('[data-composer] button[type="submit"]');
  await page.locator('.pending', { hasText: 'Kami kirim' }).waitFor();
  await page.fill('#booth-answer', 'half a sen');
  await page.unroute('**/messages', away);
  await page.reload();
  await until('the kept answer', async () => (await heard()).length === 2);
  await page.locator('.pending').waitFor({ state: 'detached' });
  await soon(async () => assert.equal(await page.inputValue('#booth-answer'), 'half a sen'));
  assert.deepEqual((await heard()).map(({ text }) => text), ['Ya, sampai 60 meter.', 'Kami kirim lembar data.']);
});

test('a card becomes a lead with note, tag and rating, in the list and in CSV', { timeout: 600_000 }, async () => {
  const card = { name: '=Budi Santoso', email: 'budi@air.example', organisation: 'PDAM Surya' };
  assert.equal((await visitor('PUT', '/api/v1/my/visit/cards/acme', card)).status, 200);
  await part('leads');
  await page.locator('[data-lead-link]').click();
  await page.fill('[data-note]', 'Wants 200 by September');
  await page.fill('[data-tag]', 'big order');
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: '4 stars' }).check({ force: true });
  await page.waitForSelector('[data-lead-state="saved"]');
  await page.reload();
  await page.locator('[data-lead-link]', { hasText: 'Wants 200 by September' }).waitFor();
  const { status, text } = await asStaff('/api/v1/desk/booths/acme/leads.csv');
  assert.equal(status, 200);
  for (const words of ['Budi Santoso', 'Wants 200 by September', 'big order']) assert.ok(text.includes(words), words);
  assert.doesNotMatch(text, /(^|,)"?=/m, 'no cell begins a formula');
});

test('a product is written, published with the booth alone, and stands on the public page', { timeout: 600_000 }, async () => {
  const edit = { file: 'conference.yaml', op: 'set', path: ['short_name'], value: 'Not yet', was: 'Rivers' };
  assert.equal((await organiser('POST', '/api/v1/desk/content/edits', { edits: [edit] })).status, 200);
  await part('profile');
  await page.click('[data-make-product]');
  await page.fill('form[data-new="product"] [name="en"]', 'Turbidity probe');
  await page.click('form[data-new="product"] [type="submit"]');
  const file = 'exhibitors/acme.yaml';
  const at = (...steps) => placed(file, 'products', { id: 'turbidity-probe' }, ...steps);
  await page.fill(at('text', 'en'), 'Measures how clear a river is.');
  await page.fill(at('price', 'amount'), '290.50');
  await page.selectOption(at('price', 'currency'), 'EUR');
  await page.waitForSelector('[data-unsaved="0"]');
  await page.locator('[data-publish]:not([disabled])').click();
  await page.waitForSelector('[data-published]');
  const found = await server.json('/api/v1/exhibition/exhibitors/acme');
  const [product] = found.products;
  assert.deepEqual([product.id, product.title.en, product.price.amount, product.price.currency], ['turbidity-probe', 'Turbidity probe', '290.5', 'EUR'], 'amounts are exact and in their shortest form');
  assert.equal((await server.json('/api/v1/conference')).short, 'Rivers', 'the organisers’ draft waits');
  const reader = await browser.newPage();
  await reader.goto(`${server.url}/exhibitor/acme?lang=en`);
  await reader.getByText('Turbidity probe').first().waitFor();
  await reader.close();
  const draft = await organiser('GET', `/api/v1/desk/content/file?path=${file}&version=draft`);
  assert.equal(draft.status, 200);
});

test('the booth next door is refused, whatever is asked of it', { timeout: 600_000 }, async () => {
  const of = (exhibitor) => ['', '/conversations', '/leads', '/leads.csv', '/leads.json', '/bookings', '/offers', '/figures', '/staff', '/profile', '/changes?after=0', '/calendar'].map((rest) => `/api/v1/desk/booths/${exhibitor}${rest}`);
  const answers = [];
  for (const target of [...of('other'), ...of('nobody')]) answers.push(await asStaff(target));
  for (const [target, method] of [['/invitation', 'POST'], ['/publish', 'POST'], ['/profile/edits', 'POST']]) answers.push(await asStaff(`/api/v1/desk/booths/other${target}`, method));
  assert.deepEqual([...new Set(answers.map(({ status, text }) => `${status} ${text}`))].length, 1, 'all alike');
  assert.equal(answers[0].status, 403);
  await page.goto(`${server.url}/studio/booth/other`);
  await page.getByRole('alert').waitFor();
  await page.goto(`${server.url}/studio/booth/acme`);
});

test('a withdrawn card is gone from leads and CSV', { timeout: 600_000 }, async () => {
  await part('leads');
  await page.locator('[data-lead-link]').waitFor();
  assert.equal((await visitor('DELETE', '/api/v1/my/visit/cards/acme')).status, 200);
  await page.locator('[data-lead-link]').waitFor({ state: 'detached' });
  const { text } = await asStaff('/api/v1/desk/booths/acme/leads.csv');
  assert.doesNotMatch(text, /Budi|September|big order/);
});

// By night at one width: every_page.test.mjs walks the same addresses at both.
for (const width of [360, 1440]) {
  test(`every part of the desk is free of what axe finds, ${width} px`, { timeout: 600_000 }, async () => {
    await page.setViewportSize({ width, height: 800 });
    for (const name of ['today', 'talk', 'leads', 'meetings', 'offers', 'profile', 'staff', 'figures']) {
      await part(name);
      assert.deepEqual(await (width === 360 ? violationsByDayAndNight : violations)(page), [], name);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${name} is wider than the window by ${wider}`);
    }
  });
}
