// What is under embargo does not exist: no door tells it from what never was. At its instant it is everywhere. At every
// door its twin that is out is asked for too: where that is not found, the question was none.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import test from 'node:test';
import { promisify } from 'node:util';
import { Server, binary, until } from '../support/plenary.mjs';
import {
  acts, armByTwo, kId, kNeverName, kOpenName, kProduct, kSecret, kSecretName, kSlug, kStage, kWords, lists, packageWithSecret, pulseAddresses, searches,
  threes, visits,
} from '../support/embargo.mjs';
import { pulsePolling, pulseSocket } from '../support/pulse.mjs';
import { Visitor, staffOf } from '../support/visit.mjs';

const run = (...args) => promisify(execFile)(binary, args);
const kOpening = Date.parse('2020-07-23T12:00:00Z');
const kInstant = kOpening + 3_600_000;
const at = (ms) => new Date(kOpening + ms).toISOString();

let server;
let folder;
let doors;
let organiser;
test.before(async () => {
  folder = packageWithSecret(at(3_600_000));
  server = await Server.start({ rehearsal: true, conference: folder, args: ['--clock', at(0)] });
});
test.after(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** All that an answer says. The clock on a page has one length, but its compressed length hangs on the very digits. */
const told = async (answer) => {
  const compressed = answer.headers.has('content-encoding');
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'date' && !(compressed && name === 'content-length')));
  return { status: answer.status, headers, body: (await answer.text()).replaceAll(/"now":"[^"]*"/g, '') };
};
const tells = (text) => kWords.filter((word) => text.includes(word));

const plain = { method: 'GET', 'accept-encoding': 'identity' };
const kQuestions = [
  plain, { ...plain, method: 'HEAD' }, { ...plain, range: 'bytes=0-9' }, { ...plain, accept: 'text/html' }, { ...plain, 'accept-language': 'id' },
  { method: 'GET', 'accept-encoding': 'gzip' },
];

test('before its instant it is what never was, whoever asks how', { timeout: 600_000 }, async () => {
  const { hands, statuses } = await armByTwo(server, run);
  assert.deepEqual(statuses, [200, 200, 200, 200, 200]);
  [organiser] = hands;
  doors = await until('the picture of what is out', async () => {
    const found = await threes(server);
    return (await Promise.all(found.map(({ open }) => server.get(open)))).every(({ status }) => status === 200) && found;
  });
  for (const { secret, open, never } of doors) {
    for (const { method, ...headers } of kQuestions) {
      const ask = async (address) => told(await fetch(server.url + address, { method, headers }));
      assert.ok([200, 206].includes((await ask(open)).status), open);
      const one = await ask(secret);
      assert.equal(one.status, 404, secret);
      assert.deepEqual(one, await ask(never), secret);
    }
  }
});

test('nothing that lists, searches, feeds or draws tells of it', { timeout: 600_000 }, async () => {
  const all = await lists(server);
  assert.ok(all.length > 120, `${all.length} addresses`);
  for (const { address, open } of [...all, ...(await pulseAddresses(server)).map((pulse) => ({ address: pulse, open: true }))]) {
    const { status, headers, body } = await told(await server.get(address));
    if (open) assert.equal(status, 200, address);
    else assert.ok(status >= 400, `${address} is for anybody`);
    assert.deepEqual(tells(body + JSON.stringify(headers)), [], address);
  }
  for (const { secret } of searches) {
    assert.deepEqual((await server.json(secret)).results, [], secret);
    assert.notEqual((await server.json(secret.replace('quartzsecret', 'openly'))).results.length, 0);
  }
});

test('somebody without rights is told the same of it as of what never was', { timeout: 600_000 }, async () => {
  const staff = await staffOf(server, organiser, 'bolt');
  const ask = async ([method, target, body]) => told(await staff(method, target, body ?? (method === 'GET' ? undefined : {})));
  for (const [i, act] of acts(kSecretName).entries()) {
    const one = await ask(act);
    assert.ok([401, 403, 404].includes(one.status), `${act} ${one.status}`);
    assert.deepEqual(one, await ask(acts(kNeverName)[i]), act[1]);
    assert.deepEqual(tells(one.body), []);
  }
  for (const { address } of await lists(server)) assert.deepEqual(tells((await ask(['GET', address])).body), [], address);
  const visitor = new Visitor(server);
  for (const [i, act] of visits(kSecretName).entries()) {
    const [one, never] = [await visitor.call(...act), await visitor.call(...visits(kNeverName)[i])];
    assert.deepEqual([one.status, one.body], [404, never.body], act[1]);
    assert.ok((await visitor.call(...visits(kOpenName)[i])).status < 300, act[1]);
  }
  const { releases } = await (await organiser('GET', '/api/v1/desk/releases')).json();
  assert.ok(JSON.stringify(releases).includes(kId), 'organisers do see it');
});

test('a restart on the way there changes nothing', { timeout: 600_000 }, async () => {
  await server.kill();
  await server.launch();
  assert.equal((await server.get(`/api/v1/reports/${kId}`)).status, 404);
});

test('no pulse tells of it before its instant, and each does after it; then it is everywhere', { timeout: 600_000 }, async () => {
  await server.kill();
  server.options.args = ['--clock', at(3_600_000 - 12_000)];
  await server.launch();
  const { clock } = await server.json('/api/v1/conference');
  const heard = { socket: [], polling: [] };
  const hear = (by) => (text, when) => heard[by].push({ text, when: when + clock.offset_ms });
  const readers = [await pulseSocket(server, kStage, hear('socket')), pulsePolling(server, kStage, hear('polling'))];
  await until('the first pulses', () => heard.socket.length > 1 && heard.polling.length > 2);
  assert.equal((await server.get(`/api/v1/reports/${kId}`)).status, 404);
  const { headers: _, ...before } = await told(await server.get(`/exhibitor/acme/product/${kProduct}`));
  assert.equal(before.status, 404);

  await until('the release', async () => (await server.get(`/api/v1/reports/${kId}`)).status === 200);
  for (const [by, all] of Object.entries(heard)) {
    await until(`the ${by} to hear of all three`, () => [kId, kSlug, kProduct].every((id) => all.some(({ text }) => text.includes(id))));
    const early = all.filter(({ text, when }) => when < kInstant && tells(text).length > 0);
    assert.deepEqual(early, [], `the ${by} heard of it early`);
    assert.ok(all.some(({ when }) => when < kInstant), `the ${by} listened before`);
  }
  for (const reader of readers) await reader.close();

  const { released_at } = await server.json(`/api/v1/reports/${kId}`);
  assert.ok(Date.parse(released_at) >= kInstant, `released early: ${released_at}`);
  for (const { secret } of doors) assert.equal((await server.get(secret)).status, 200, secret);
  for (const address of [
    `/report/${kId}`, `/news/${kSlug}`, `/exhibitor/acme/product/${kProduct}`, '/api/v1/reports', '/api/v1/news', '/report', '/news', '/news.en.atom', '/news.id.atom',
    '/api/v1/exhibition/exhibitors/acme', ...searches.map((search) => search.secret),
  ]) {
    assert.ok((await (await server.get(address)).text()).includes(kSecret), address);
  }
  const sitemap = await (await server.get('/sitemap.xml')).text();
  for (const address of [`/report/${kId}`, `/news/${kSlug}`, `/product/${kProduct}`]) assert.ok(sitemap.includes(`${address}</loc>`), address);
  assert.match(await (await server.get(`/news/${kSlug}?lang=en`)).text(), /<meta property="og:title" content="[^"]*Quartzsecret/);
  const pdf = await server.get(`/api/v1/reports/${kId}.pdf?lang=en`);
  assert.equal(pdf.headers.get('content-type'), 'application/pdf');
  assert.equal((await pdf.text()).slice(0, 5), '%PDF-');
});
