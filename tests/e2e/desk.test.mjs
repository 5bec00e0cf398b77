// The organiser's desk: from an empty folder, by the browser alone, to a conference that is on air, and the same
// conference elsewhere.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { make, pick, placed, saved, setUp, signIn, visit } from '../support/desk.mjs';
import { settled } from '../support/mock.mjs';
import { Publisher, Server, launchBrowser, soon, until } from '../support/plenary.mjs';
import { seen, watch } from '../support/watch.mjs';

const run = promisify(execFile);

let server;
let browser;
let page;
let credentials;
test.before(async () => {
  server = await Server.start({ conference: null });
  browser = await launchBrowser();
  credentials = await server.organiser();
  page = await newPage();
});
test.after(async () => {
  await browser?.close();
  await server?.stop();
});

async function newPage(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en', ...options });
  return context.newPage();
}

const kPerson = { id: 'mei-lin' };

test('an empty folder is served, and a few answers make the first version', { timeout: 600_000 }, async () => {
  assert.equal((await server.get('/')).status, 200);
  await signIn(page, server.url, credentials);
  await page.waitForSelector('[data-page="setup"]');
  await setUp(page, {
    languages: ['en', 'zh'], title: { en: 'Rivers Online', zh: '河流在线' }, short: 'Rivers', host: { en: 'River Society', zh: '河流学会' },
    from: '2026-11-24', to: '2026-11-25', zone: 'Asia/Shanghai',
  });
  const conference = await server.json('/api/v1/conference');
  assert.deepEqual(conference.title, { en: 'Rivers Online', zh: '河流在线' });
  assert.deepEqual(conference.days.map(({ date }) => date), ['2026-11-24', '2026-11-25']);
});

test('a forum, a session with moderator and two keynotes, people made in place', { timeout: 600_000 }, async () => {
  await visit(page, 'forums');
  const forum = await make(page, 'forum', { en: 'Deltas', zh: '三角洲' });
  await visit(page, 'programme');
  const session = await make(page, 'session', { en: 'Opening', zh: '开幕' });
  const at = (...rest) => placed('programme.yaml', 'sessions', { id: session }, ...rest);
  await pick(page, at('forum'), 'Deltas');
  await pick(page, at('moderator'), 'Mei Lin');
  await page.fill(at('abstract', 'en'), 'How rivers meet the sea.');
  for (const [index, [title, speaker]] of [['Silt', 'Budi Santoso'], ['Tides', 'Mei Lin']].entries()) {
    await page.click('[data-add="running_order"]');
    const item = page.locator('[data-list="running_order"] [data-entry]').nth(index);
    const key = await item.getAttribute('data-entry');
    const inside = (...rest) => at('running_order', { id: key }, ...rest);
    await page.fill(inside('title', 'en'), title);
    await pick(page, inside('person'), speaker);
  }
  await saved(page);
  // The second keynote is to come first: by the arrow key on its handle.
  await page.locator('[data-list="running_order"] .handle').nth(1).focus();
  await page.keyboard.press('ArrowUp');
  await saved(page);
  const desk = await server.signIn(credentials);
  const { value } = await (await desk('GET', '/api/v1/desk/content/file?path=programme.yaml&version=draft')).json();
  const [draft] = value.sessions;
  assert.deepEqual([draft.forum, draft.moderator, draft.stage], [forum, kPerson.id, 'main']);
  assert.deepEqual(draft.running_order.map(({ title, person, kind }) => [title.en, person, kind]), [['Tides', 'mei-lin', 'keynote'], ['Silt', 'budi-santoso', 'keynote']]);
});

test('a report with two indicators and a chapter, and a bilingual post', { timeout: 600_000 }, async () => {
  await visit(page, 'reports');
  const report = await make(page, 'report', { en: 'River Report', zh: '河流报告' });
  const file = `reports/${report}.yaml`;
  for (const [index, [name, value]] of [['Users', '1.319e9'], ['Stations', '841000']].entries()) {
    await page.click('[data-add="indicators"]');
    const key = await page.locator('[data-list="indicators"] [data-entry]').nth(index).getAttribute('data-entry');
    await page.fill(placed(file, 'indicators', { id: key }, 'name', 'en'), name);
    await page.fill(placed(file, 'indicators', { id: key }, 'value'), value);
    await page.fill(placed(file, 'indicators', { id: key }, 'period'), '2025');
  }
  await page.click('[data-add="chapters"]');
  const chapter = await page.locator('[data-list="chapters"] [data-entry]').first().getAttribute('data-entry');
  await page.fill(placed(`reports/${report}/${chapter}.en.md`), 'There are [[amount 34.81e12 CNY]] in it.\n');
  await saved(page);

  await visit(page, 'news');
  const post = await make(page, 'news', { en: 'We begin', zh: '开始了' });
  const news = `news/${post}.yaml`;
  await page.fill(placed(news, 'published'), '2026-11-20T09:00');
  await page.fill(placed(`news/${post}.en.md`), 'The conference begins **on Tuesday**.\n');
  await page.fill(placed(`news/${post}.zh.md`), '大会于周二开幕。\n');
  await saved(page);
});

test('what another editor wrote meanwhile is shown beside mine, and I choose', { timeout: 600_000 }, async () => {
  await visit(page, 'people');
  await page.click('a[href="/admin/people/mei-lin"]');
  const place = placed('people.yaml', 'people', kPerson, 'name', 'en');
  await page.waitForSelector(place);
  const desk = await server.signIn(credentials);
  const edit = { file: 'people.yaml', op: 'set', path: ['people', kPerson, 'name', 'en'], value: 'Lin Mei', was: 'Mei Lin' };
  assert.equal((await desk('POST', '/api/v1/desk/content/edits', { edits: [edit] })).status, 200);
  await page.fill(place, 'Dr Mei Lin');
  const conflict = page.locator('[data-conflict]');
  await conflict.waitFor();
  await soon(async () => assert.match(await conflict.textContent(), /Dr Mei Lin[\s\S]*Lin Mei/));
  await conflict.getByRole('button', { name: 'Keep mine' }).click();
  await saved(page);
  const { value } = await (await desk('GET', '/api/v1/desk/content/file?path=people.yaml&version=draft')).json();
  assert.equal(value.people.find(({ id }) => id === 'mei-lin').name.en, 'Dr Mei Lin');
});

test('what is written while the server is away is there after a reload, and goes on its way', { timeout: 600_000 }, async () => {
  const place = placed('people.yaml', 'people', kPerson, 'name', 'zh');
  await page.route('**/api/v1/desk/content/edits', (route) => route.abort());
  await page.fill(place, '林梅');
  await page.waitForSelector('[data-unsaved="1"]', { state: 'attached' });
  await page.unroute('**/api/v1/desk/content/edits');
  await page.reload();
  await page.waitForSelector(place);
  await saved(page);
  await until('the field to hold it', async () => (await page.inputValue(place)) === '林梅');
});

test('the difference is read, the draft published, the stage opened', { timeout: 600_000 }, async () => {
  await visit(page, 'publish');
  await page.waitForSelector('[data-change]');
  await page.fill('[name="note"]', 'The whole programme');
  await page.click('[data-publish]');
  await page.waitForSelector('[data-published]');
  await soon(async () => assert.equal((await server.json('/api/v1/programme')).sessions[0]?.title.zh, '开幕'));
  await until('the stage', async () => server.stage('main'));
  await page.goto(`${server.url}/studio`);
  await page.getByRole('button', { name: 'Open the stage' }).click();
  await until('the stage on air', async () => (await server.stage('main')).state === 'open');
});

test('a key made in the browser puts a camera on air, and a viewer sees it', { timeout: 600_000 }, async () => {
  await page.getByRole('button', { name: 'Key', exact: true }).first().click();
  await page.getByRole('button', { name: 'Make a new key' }).click();
  const field = (label) => page.getByLabel(label).inputValue();
  assert.match(await field('Server'), new RegExp(`^rtmp://.*:${server.rtmpPort}/live$`));
  const publisher = new Publisher(server, await field('Stream key'));
  try {
    await until('the camera on air', async () => (await server.stage('main')).showing === 'input', 60);
    const viewer = await newPage();
    await watch(viewer);
    await viewer.goto(`${server.url}/stage/main`);
    await until('the picture', async () => (await seen(viewer))?.firstFrame, 60);
    await viewer.context().close();
  } finally {
    await publisher.kill();
  }
});

test('every page of the desk fits a phone', { timeout: 600_000 }, async () => {
  const desk = await newPage();
  await signIn(desk, server.url, credentials);
  const pages = ['', 'conference', 'programme', 'programme/opening', 'forums', 'people', 'people/mei-lin', 'organisations', 'sources', 'stages', 'reports',
    'reports/river-report', 'news', 'news/we-begin', 'pictures', 'releases', 'publish', 'versions', 'accounts', 'audit', 'transfer'];
  // As this conference made them; every_page.test.mjs has what axe says of the same addresses.
  const width = 360;
  await desk.setViewportSize({ width, height: 800 });
  for (const name of pages) {
    await desk.goto(`${server.url}/admin/${name}`);
    await desk.waitForSelector('main h1');
    await settled(desk);
    assert.ok((await desk.evaluate(() => document.documentElement.scrollWidth)) <= width, name);
  }
  await desk.context().close();
});

/** The files of a zip by their names. */
async function unpacked(zip) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plenary-zip-'));
  try {
    writeFileSync(path.join(folder, 'package.zip'), zip);
    await run('python3', ['-m', 'zipfile', '-e', path.join(folder, 'package.zip'), path.join(folder, 'out')]);
    const files = readdirSync(path.join(folder, 'out'), { recursive: true, withFileTypes: true });
    return Object.fromEntries(files.filter((file) => file.isFile()).map((file) => {
      const full = path.join(file.parentPath ?? file.path, file.name);
      return [path.relative(path.join(folder, 'out'), full), readFileSync(full, 'utf8')];
    }).sort());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('exported and imported elsewhere it is the same, byte for byte', { timeout: 600_000 }, async () => {
  const zipOf = async (from) => Buffer.from(await (await (await from.desk())('GET', '/api/v1/desk/content/export.zip')).arrayBuffer());
  await page.goto(`${server.url}/admin/transfer`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-export]')]);
  const zip = readFileSync(await download.path());
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plenary-zip-'));
  writeFileSync(path.join(folder, 'conference.zip'), zip);
  const elsewhere = await Server.start({ conference: null });
  try {
    const other = await newPage();
    await signIn(other, elsewhere.url, await elsewhere.organiser(), '/admin/transfer');
    await other.setInputFiles('[data-import]', path.join(folder, 'conference.zip'));
    await other.waitForSelector('[data-change]');
    assert.equal((await elsewhere.json('/api/v1/programme')).sessions.length, 0, 'nothing changes before it is confirmed');
    await other.click('[data-confirm]');
    await other.waitForSelector('[data-imported]');
    assert.equal((await elsewhere.json('/api/v1/programme')).sessions.length, 0, 'it is in the draft, which is published as any other');
    await visit(other, 'publish');
    await other.fill('[name="note"]', 'Taken over');
    await other.click('[data-publish]');
    await other.waitForSelector('[data-published]');
    await other.context().close();
    await soon(async () => assert.deepEqual((await elsewhere.json('/api/v1/programme')).sessions.map(({ title }) => title.en), ['Opening']));
    assert.deepEqual(await unpacked(await zipOf(elsewhere)), await unpacked(zip));
  } finally {
    await elsewhere.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
