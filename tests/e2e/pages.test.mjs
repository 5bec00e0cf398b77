// The pages in a real browser: they fit a phone and a wall, speak three languages, say what is not there,
// and the desk works by keyboard.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Server, drawn, launchBrowser, until } from '../support/plenary.mjs';

let server;
let browser;
test.before(async () => {
  server = await Server.start({ demo: true });
  browser = await launchBrowser();
  await until('the demonstration on air', async () => (await server.stage('opening'))?.showing === 'input');
});
test.after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = async (target, { width = 1440, lang = 'en', scheme = 'light' } = {}) => {
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale: lang, colorScheme: scheme });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') page.problems.push(message.text()); });
  page.answer = await page.goto(`${server.url}${target}`);
  await page.waitForSelector('h1');
  return page;
};

test('no page scrolls sideways, from a phone to a wall, in any language', { timeout: 600_000 }, async () => {
  for (const lang of ['zh', 'en', 'id']) {
    const page = await open('/', { lang, scheme: lang === 'zh' ? 'dark' : 'light' });
    for (const target of ['/', '/stage/opening', '/session/opening-ceremony', '/session/opening-forum', '/studio']) {
      await page.setViewportSize({ width: 360, height: 800 });
      await page.goto(`${server.url}${target}`);
      await page.waitForSelector('h1');
      for (const width of [360, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        await drawn(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${target} is ${wide} px wide at ${width} in ${lang}`);
      }
      assert.equal(await page.evaluate(() => document.documentElement.lang.slice(0, 2)), lang);
      assert.deepEqual(page.problems.filter((p) => !/401/.test(p)), [], `${target} ${lang}`);
    }
    await page.context().close();
  }
});

test('the served HTML previews well and its policy forbids strange scripts', async () => {
  const answer = await server.get('/stage/opening');
  const html = await answer.text();
  assert.match(html, /<meta property="og:title" content="[^"]+/);
  assert.match(html, /<link rel="preload" as="fetch" crossorigin href="\/live\/opening\/index\.m3u8">/);
  assert.match(html, /rel="modulepreload"/);
  const policy = answer.headers.get('content-security-policy');
  assert.match(policy, /script-src 'self';/);
  assert.doesNotMatch(policy, /unsafe/);
});

test('what does not exist says so: a page to readers, a problem document to programs', async () => {
  const page = await open('/nowhere');
  assert.equal(page.answer.status(), 404);
  await page.context().close();
  for (const target of ['/live/nowhere/index.m3u8', '/live/opening/720p/../../x', '/assets/none.js', '/api/v1/none',
    '/live/opening/720p/%2e%2e%2f%2e%2e%2fplenary.db', '/replay/opening-forum/index.m3u8', '/stage/nowhere', '/session/none',
    '/overlay/nowhere/question', '/embed/nowhere']) {
    const answer = await server.get(target);
    assert.ok([400, 404].includes(answer.status), `${target}: ${answer.status}`);
    assert.match(answer.headers.get('content-type'), /^application\/problem\+json/, target);
  }
});

test('the desk is for the organiser', async () => {
  assert.equal((await server.get('/api/v1/desk/stages')).status, 401);
  const refused = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'organiser', password: 'wrong wrong' }),
  });
  assert.equal(refused.status, 401);
  const desk = await server.desk();
  assert.equal((await desk('GET', '/api/v1/desk/stages')).status, 200);
  const { name, password } = await server.organiser();
  const signedIn = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password }),
  });
  const cookie = signedIn.headers.get('set-cookie').split(';')[0];
  assert.match(signedIn.headers.get('set-cookie'), /HttpOnly; SameSite=Strict/);
  const withoutToken = await fetch(`${server.url}/api/v1/desk/stages/opening/close`, { method: 'POST', headers: { cookie } });
  assert.equal(withoutToken.status, 403, 'a cookie alone closes nothing');
});

test('an organiser signs in, takes the slate by one key and gives the stage back', { timeout: 600_000 }, async () => {
  const { name, password } = await server.organiser();
  const page = await open('/studio');
  await page.fill('input[autocomplete="username"]', name);
  await page.fill('input[type="password"]', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('text=demo');
  await page.locator('body').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('s');
  await until('the slate on air', async () => (await server.stage('opening')).showing === 'slate');
  await page.keyboard.press('a');
  await until('the demonstration back', async () => (await server.stage('opening')).showing === 'input');
  assert.deepEqual(page.problems.filter((p) => !/401/.test(p)), []);
  await page.context().close();
});
