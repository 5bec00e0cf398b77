// Somebody's role is given and taken while they watch: their socket is renewed and nobody is thrown out.

import assert from 'node:assert/strict';
import test from 'node:test';
import { visit, watchStage } from '../support/audience.mjs';
import { Server, launchBrowser, until } from '../support/plenary.mjs';

const kWait = { timeout: 120_000 };
const kRole = { grant: 'moderator:stage/opening' };
let server;
let browser;
let organiser;
let ann;
let person;
/** What became of Ann's sockets, in order. */
const sockets = [];

test.before(async () => {
  server = await Server.start({ demo: true });
  await until('the stage to be open', async () => (await server.stage('opening'))?.state === 'open');
  organiser = await server.desk();
  browser = await launchBrowser();
  ann = await visit(browser, server, '/');
  ann.on('websocket', (socket) => {
    sockets.push('open');
    socket.on('close', () => sockets.push('close'));
  });
  const made = await ann.context().request.post(`${server.url}/api/v1/account`, {
    data: { email: 'ann@example.org', name: 'Ann', password: 'correct horse battery' },
  });
  assert.ok(made.ok(), `an account: ${made.status()}`);
  ann.csrf = (await made.json()).csrf;
  const { people } = await (await organiser('GET', '/api/v1/desk/people?q=Ann')).json();
  person = people.find(({ name }) => name === 'Ann');
  await ann.goto(`${server.url}/stage/opening`);
  await ann.waitForSelector('[data-panel][data-link="live"]', kWait);
});
test.after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What the server says to a moderator's act of Ann's. */
async function slowMode(seconds) {
  return ann.evaluate(async ({ csrf, wait }) => {
    const answer = await fetch('/b1/opening', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-plenary-csrf': csrf },
      body: JSON.stringify({ n: Date.now(), ticket: null, playing: false, acts: [{ id: crypto.randomUUID(), do: 'slow', seconds: wait }] }),
    });
    return (await answer.json()).results[0];
  }, { csrf: ann.csrf, wait: seconds });
}

const opened = () => sockets.filter((what) => what === 'open').length;
const closed = () => sockets.filter((what) => what === 'close').length;
const grants = `/api/v1/desk/people/`;

test('who is given a role has it without loading the page again', { timeout: 600_000 }, async (t) => {
  const before = opened();
  assert.equal((await slowMode(10)).error, 'not_allowed');
  const from = Date.now();
  assert.ok((await organiser('POST', `${grants}${person.account}/grants`, kRole)).ok);
  await until('the socket to be renewed', () => closed() > 0 && opened() > before);
  t.diagnostic(`renewed after ${Date.now() - from} ms`);
  await ann.waitForSelector('[data-panel][data-link="live"] a[href="/studio/moderate/opening"]', kWait);
  assert.equal((await slowMode(10)).ok, true);
  assert.equal((await slowMode(0)).ok, true);
});

test('who loses a role is not thrown out, and may do no more than others', { timeout: 600_000 }, async (t) => {
  const [before, gone] = [opened(), closed()];
  const from = Date.now();
  assert.ok((await organiser('DELETE', `${grants}${person.account}/grants`, kRole)).ok);
  await until('the old socket to be closed', () => closed() > gone);
  t.diagnostic(`closed after ${Date.now() - from} ms`);
  await until('another one', () => opened() > before);
  await ann.waitForSelector('[data-panel] a[href="/studio/moderate/opening"]', { ...kWait, state: 'detached' });
  await ann.waitForSelector('[data-panel][data-link="live"]', kWait);
  assert.equal((await slowMode(10)).error, 'not_allowed');
  assert.deepEqual(ann.problems, []);
});

test('who may only announce has a desk for that, and reads no more', { timeout: 600_000 }, async () => {
  const desk = '/api/v1/desk/stages/opening/audience';
  const read = () => ann.context().request.get(`${server.url}${desk}`);
  assert.equal((await read()).status(), 403);
  const role = { grant: 'producer:stage/opening' };
  assert.ok((await organiser('POST', `${grants}${person.account}/grants`, role)).ok);
  await until('the right', async () => (await read()).ok());
  assert.deepEqual(Object.keys(await (await read()).json()).sort(), ['announcements', 'counts', 'stage']);
  const page = await ann.context().newPage();
  await page.goto(`${server.url}/studio/moderate/opening`);
  await page.getByLabel('What all viewers are told').fill('The doors are open');
  assert.deepEqual(await page.locator('[role="tab"]').allInnerTexts(), ['Announce']);
  assert.equal(await page.getByText('The whole conference').count(), 0);
  await page.locator('form button[type="submit"]').click();
  await page.locator('li:has-text("The doors are open")').waitFor(kWait);
  await ann.waitForSelector('text=The doors are open', kWait);
  await page.close();
  assert.ok((await organiser('DELETE', `${grants}${person.account}/grants`, role)).ok);
});

test('who is banned by the organiser is out', { timeout: 600_000 }, async (t) => {
  const other = await watchStage(browser, server);
  const from = Date.now();
  assert.ok((await organiser('POST', `${grants}${person.account}/ban`, {})).ok);
  await ann.waitForSelector('[data-panel][data-link="removed"]', kWait);
  t.diagnostic(`out after ${Date.now() - from} ms`);
  await other.waitForSelector('[data-panel][data-link="live"]', kWait);
});
