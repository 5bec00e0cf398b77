// Every page on a real server, at 360 and 1440 px, light and dark: no violation that axe knows, no scrolling sideways, no
// error in the console. The names of the pages are read from the routers: one that has no address here fails the test.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { violationsByDayAndNight } from '../support/mock.mjs';
import { Server, launchBrowser, root } from '../support/plenary.mjs';

/** Where pictures of the pages go, for those who want to look at them: PLENARY_SHOTS=FOLDER. */
const shots = process.env.PLENARY_SHOTS ?? null;

/** Addresses of each page of `web/audience/router.ts`; `{...}` is made by the server. */
const kAudience = {
  lobby: ['/'], stage: ['/stage/main'], session: ['/session/talk', '/session/reveal', '/session/agreement', '/session/walk', '/session/called-off'],
  chat: ['/stage/main/chat'], moderation: ['/stage/main/moderation', '/stage/none/moderation'], embed: ['/embed/main'], account: ['/account'], join: ['/join/{invitation}', '/join/none'],
  letter: ['/reset', '/reset/{reset}', '/confirm/none', '/stop-mail/none'], programme: ['/programme?view=list', '/programme?view=grid'],
  search: ['/search?q=talk'], my: ['/my'], reports: ['/report'], person: ['/person/ada'], organisation: ['/organisation/host'],
  forum: ['/forum/ai-forum'], speaker: ['/speaker/{speaker}', '/speaker/none'], report: ['/report/figures'],
  figure: ['/report/figures/figure/users', '/embed/figure/figures/users'], news: ['/news'], post: ['/news/released'], summary: ['/summary'],
  exhibition: ['/exhibition'], catalogue: ['/catalogue', '/catalogue?q=nothing-like-it'], 'my-visit': ['/my-visit'], hall: ['/exhibition/hall/east'],
  exhibitor: ['/exhibitor/acme', '/exhibitor/acme?do=card', '/exhibitor/acme?do=meet'], product: ['/exhibitor/acme/product/router'], unknown: ['/nowhere'],
};
/** What the same router shows to those who are accredited. */
const kPress = { press: ['/press'], 'press-report': ['/press/report/figures'], 'press-post': ['/press/news/later'] };
/** Of `web/studio/router.ts`; a booth's desk has a page for each of its parts. */
const kStudio = {
  stage: ['/studio'], moderate: ['/studio/moderate', '/studio/moderate/main', '/studio/moderate/none'], people: ['/studio/people'],
  figures: ['/studio/figures', '/studio/figures/talk'], booth: ['/studio/booth'],
};
/** What stands open on pages of `web/admin/router.ts`, beside their lists. */
const kOpen = {
  programme: ['talk', 'reveal', 'walk'], forums: ['ai-forum'], people: ['ada'], organisations: ['host'], sources: ['HOST'], exhibition: ['east'],
  exhibitors: ['acme', 'acme/router'], reports: ['figures'], news: ['released'], versions: ['1'],
};

const source = (router) => readFileSync(path.join(root, 'web', router, 'router.ts'), 'utf8');
const quoted = (text) => [...text.matchAll(/'([\w-]+)'/g)].map(([, name]) => name);
const between = (text, begin, end) => text.slice(text.indexOf(begin), text.indexOf(end, text.indexOf(begin)));
/** The names of the pages in a router's union of routes. */
const pagesOf = (router, type) => [...new Set(
  [...between(source(router), `type ${type} =`, ';\n\n').matchAll(/page: ((?:'[\w-]+'(?: \| )?)+)/g)].flatMap(([, names]) => quoted(names)))].sort();
const kBoothParts = quoted(between(source('studio'), 'const kBoothParts', ']'));
const kAdmin = quoted(between(source('admin'), 'const kPages', ']'));

const open = [...Object.values(kAudience).flat(), ...Object.values(kPress).flat(), '/studio', '/admin', '/overlay/main/question', '/overlay/main/poll'];
const signedIn = [
  ...Object.values(kPress).flat(), ...Object.values(kStudio).flat(), ...kBoothParts.map((part) => `/studio/booth/acme${part === 'today' ? '' : `/${part}`}`),
  ...kAdmin.flatMap((name) => [`/admin${name === 'overview' ? '' : `/${name}`}`, ...(kOpen[name] ?? []).map((id) => `/admin/${name}/${id}`)]),
];

let server;
let browser;
let credentials;
const made = {};
test.before(async () => {
  server = await Server.start({
    rehearsal: true, conference: path.join(root, 'tests/packages/whole'), args: ['--clock', '2020-07-23T14:45:00+08:00'],
  });
  browser = await launchBrowser();
  const other = await server.signIn(await server.organiser('second'));
  credentials = await server.organiser();
  const desk = await server.signIn(credentials);
  const post = async (target, body = {}, by = desk) => {
    const answer = await by('POST', `/api/v1/desk/${target}`, body);
    assert.ok(answer.ok, `${target}: ${answer.status}`);
    return answer.status === 204 ? null : answer.json();
  };
  const token = ({ url }) => url.split('/').at(-1).split('?')[0];
  made.invitation = token(await post('invitations', { name: 'Guest', grant: 'press:conference', uses: 100 }));
  made.speaker = token(await post('people/ada/link'));
  const { people } = await (await desk('GET', '/api/v1/desk/people')).json();
  made.reset = token(await post(`people/${people.find(({ name }) => name === 'second').account}/reset`));
  for (const by of [desk, other]) await post('releases/report/figures/arm', {}, by);
  await post('releases/report/figures/now');
  await post('stages/main/open');
});
test.after(async () => {
  await browser?.close();
  await server?.stop();
});

test('every page of the routers has an address here', () => {
  assert.deepEqual(Object.keys({ ...kAudience, ...kPress }).sort(), pagesOf('audience', 'Route'));
  assert.deepEqual(Object.keys(kStudio).sort(), pagesOf('studio', 'StudioRoute'));
  assert.deepEqual(Object.keys(kOpen).filter((name) => !kAdmin.includes(name)), []);
});

/** Something stands in the visit, and two sessions are in the agenda. */
async function furnish(page) {
  await page.goto(`${server.url}/account`);
  await page.evaluate(async (id) => {
    const { ticket } = await (await fetch('/api/v1/my/visit/conversations/acme/messages', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id, text: 'Hello', language: 'en' }),
    })).json();
    localStorage.setItem('plenary.ticket', ticket);
    localStorage.setItem('plenary.favourites', JSON.stringify(['talk', 'reveal']));
  }, randomUUID());
}

async function signIn(page) {
  const answer = await page.context().request.post(`${server.url}/api/v1/session`, { data: credentials });
  assert.ok(answer.ok(), `signing in: ${answer.status()}`);
}

/** What is wrong with a page, one line each: as it was opened, and after the reader's device has turned from day to night. */
async function faults(page, template, as) {
  page.problems.length = 0;
  await page.goto(server.url + template.replaceAll(/\{(\w+)\}/g, (_, name) => made[name]), { waitUntil: 'domcontentloaded' });
  // A page has a heading; what stands on others' pages or on a screen has what it shows.
  const headed = await page.waitForSelector('h1, [data-panel], [data-player], [data-overlay], figure', { state: 'attached' }).then(() => true, () => false);
  const found = headed ? [] : ['it has no heading'];
  found.push(...await violationsByDayAndNight(page, async (scheme) => {
    if (shots) await page.screenshot({ path: path.join(shots, `${as}-${scheme}${template.replaceAll(/[{}]/g, '').replaceAll(/[^\w-]+/g, '_')}.png`), fullPage: true });
  }));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) found.push(`${wide} px too wide`);
  // What is not there, or is not for everybody, is asked for as well.
  return [...found, ...page.problems.filter((problem) => !/status of (401|403|404)|response code: 404/.test(problem))].map((fault) => `${as} ${template}: ${fault}`);
}

async function walk(width) {
  const locale = width === 360 ? 'zh-CN' : 'en';
  const context = await browser.newContext({ viewport: { width, height: width === 360 ? 740 : 900 }, locale, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error') page.problems.push(message.text()); });
  await furnish(page);
  const wrong = [];
  for (const template of open) wrong.push(...await faults(page, template, `${width}-open`));
  await signIn(page);
  for (const template of signedIn) wrong.push(...await faults(page, template, `${width}-desk`));
  await context.close();
  return wrong;
}

test('no page has a violation or scrolls sideways, on a phone or a desk, by day or night', { timeout: 1_200_000 }, async (t) => {
  if (shots) mkdirSync(shots, { recursive: true });
  const wrong = await Promise.all([360, 1440].map(walk));
  assert.deepEqual(wrong.flat(), []);
  t.diagnostic(`${open.length} addresses of visitors, ${signedIn.length} of those who sign in`);
});
