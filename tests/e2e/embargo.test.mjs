// A report under embargo does not exist: no door tells it from what never was. At its instant it is everywhere.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import test from 'node:test';
import { promisify } from 'node:util';
import { Server, binary, until } from '../support/plenary.mjs';
import { armByTwo, kId, kSecret, kSlug, lists, packageWithSecret, pairs } from '../support/embargo.mjs';

const run = (...args) => promisify(execFile)(binary, args);
const kOpening = Date.parse('2020-07-23T12:00:00Z');
const at = (ms) => new Date(kOpening + ms).toISOString();

let server;
let folder;
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
  return { status: answer.status, headers, body: await answer.text() };
};

const plain = { method: 'GET', 'accept-encoding': 'identity' };
const kQuestions = [
  plain, { ...plain, method: 'HEAD' }, { ...plain, range: 'bytes=0-9' }, { ...plain, accept: 'text/html' }, { ...plain, 'accept-language': 'id' },
  { method: 'GET', 'accept-encoding': 'gzip' },
];

test('before its instant it is what never was, whoever asks how', { timeout: 120_000 }, async () => {
  const { statuses } = await armByTwo(server, run);
  assert.deepEqual(statuses, [200, 200]);
  for (const [secret, never] of pairs()) {
    for (const { method, ...headers } of kQuestions) {
      const init = { method, headers };
      const one = await told(await fetch(server.url + secret, init));
      const other = await told(await fetch(server.url + never, init));
      assert.equal(one.status, 404, secret);
      assert.deepEqual(one.headers, other.headers, secret);
      const quiet = (text) => text.replaceAll(/"now":"[^"]*"/g, '');
      assert.equal(quiet(one.body), quiet(other.body), secret);
    }
  }
  for (const address of lists) {
    const { body } = await told(await server.get(address));
    for (const word of [kSecret, kId, kSlug]) assert.ok(!body.includes(word), `${address} tells ${word}`);
  }
});

test('a restart on the way there changes nothing', { timeout: 60_000 }, async () => {
  await server.kill();
  await server.launch();
  assert.equal((await server.get(`/api/v1/reports/${kId}`)).status, 404);
});

test('once the conference clock shows its instant it is everywhere', { timeout: 120_000 }, async () => {
  await server.kill();
  server.options.args = ['--clock', at(3_600_000 - 4_000)];
  await server.launch();
  assert.equal((await server.get(`/api/v1/reports/${kId}`)).status, 404);
  await until('the release', async () => (await server.get(`/api/v1/reports/${kId}`)).status === 200, 30);
  const { released_at } = await server.json(`/api/v1/reports/${kId}`);
  assert.ok(Date.parse(released_at) >= kOpening + 3_600_000, `released early: ${released_at}`);
  for (const address of [`/report/${kId}`, `/news/${kSlug}`, '/api/v1/reports', '/api/v1/news', '/report', '/news']) {
    assert.ok((await (await server.get(address)).text()).includes(kSecret), address);
  }
  assert.ok((await (await server.get('/sitemap.xml')).text()).includes(`/report/${kId}`));
  const pdf = await server.get(`/api/v1/reports/${kId}.pdf?lang=en`);
  assert.equal(pdf.headers.get('content-type'), 'application/pdf');
  assert.equal((await pdf.text()).slice(0, 5), '%PDF-');
});
