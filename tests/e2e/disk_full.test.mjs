// A full disk: the stage goes on from memory, the desk, the metrics and the log say so, and recording
// resumes by itself once there is room. The spool lies on a small file system of its own.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Publisher, Server, launchBrowser, until } from '../support/plenary.mjs';
import { parseMedia } from '../hls_probe/playlist.mjs';

const STAGE = 'opening';
const MiB = 2 ** 20;

/** A data folder whose spool holds 64 MiB; null where this user may not mount. */
function smallSpool(t) {
  const data = mkdtempSync(path.join(os.tmpdir(), 'plenary-disk-'));
  const spool = path.join(data, 'spool');
  mkdirSync(spool);
  const drop = () => rmSync(data, { recursive: true, force: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', spool], { stdio: 'ignore' });
  } catch {
    drop();
    return null;
  }
  t.after(() => {
    execFileSync('umount', ['-l', spool]);
    drop();
  });
  return { data, spool };
}

/** Fills a file system but for `left` bytes; returns what gives the room back. */
function fill(folder, left) {
  const { bavail, bsize } = statfsSync(folder);
  const ballast = path.join(folder, 'ballast');
  try {
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left), 1));
  } catch (error) {
    // The server wrote meanwhile: then there is no byte left, as was wanted.
    if (error.code !== 'ENOSPC' || left > 0) throw error;
  }
  return () => rmSync(ballast);
}

async function onAir(t, { data, spool, args }) {
  const server = await Server.start({ rehearsal: true, data, args });
  t.after(() => server.stop());
  const credentials = await server.organiser();
  const desk = await server.signIn(credentials);
  assert.equal((await desk('POST', `/api/v1/desk/stages/${STAGE}/open`)).status, 204);
  const publisher = new Publisher(server, await server.key(STAGE, 'primary'));
  t.after(() => publisher.kill());
  await until('the input on air', async () => (await server.stage(STAGE)).showing === 'input', 60);
  return { server, desk, credentials, spool };
}

const spoolOf = async (desk) => (await (await desk('GET', `/api/v1/desk/stages/${STAGE}`)).json()).spool;
const gauge = async (server) =>
  Number(/^plenary_spool_memory_only\{stage="opening"\} (\d)/m.exec(await (await server.get('/metrics')).text())[1]);
const playlist = async (server, name) =>
  parseMedia(await (await server.get(`/live/${STAGE}/360p/${name}.m3u8`)).text());
const newest = async (server) => (await playlist(server, 'index')).segments.filter((s) => s.uri).at(-1).number;

/** The stage makes two whole segments more, and every one that is listed can be fetched. */
async function goesOn(server) {
  const from = await newest(server);
  await until('two more segments', async () => await newest(server) >= from + 2, 60);
  for (const segment of (await playlist(server, 'index')).segments.filter((s) => s.uri && !s.gap).slice(-4)) {
    const answer = await server.get(`/live/${STAGE}/360p/${segment.number}.m4s`);
    assert.equal(answer.status, 200);
    assert.ok((await answer.arrayBuffer()).byteLength > 1000);
  }
}

async function deskSays(t, server, { name, password }) {
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await (await browser.newContext({ locale: 'en' })).newPage();
  await page.goto(`${server.url}/studio`);
  await page.fill('input[autocomplete="username"]', name);
  await page.fill('input[type="password"]', password);
  await page.keyboard.press('Enter');
  await page.getByText('The disk is full').first().waitFor();
}

async function survives(t, { left, args }) {
  const small = smallSpool(t);
  if (!small) {
    t.skip('mounting a small file system needs root');
    return;
  }
  const { server, desk, credentials, spool } = await onAir(t, { ...small, args });
  await goesOn(server);
  assert.equal(await gauge(server), 0);

  const giveBack = fill(spool, left);
  await until('the desk to know', async () => (await spoolOf(desk)).memory_only, 60);
  assert.equal(await gauge(server), 1);
  assert.match(server.output, /"event":"spool_in_memory_only"/);
  await goesOn(server);
  assert.equal((await server.stage(STAGE)).showing, 'input');
  await deskSays(t, server, credentials);

  giveBack();
  await until('recording to resume', async () => !(await spoolOf(desk)).memory_only, 60);
  await until('the log to say so', async () => /"event":"spool_resumed"/.test(server.output), 60);
  await goesOn(server);
  assert.equal(await gauge(server), 0);
}

test('below the limit that was set, the stage goes on in memory and recording resumes', { timeout: 600_000 },
  (t) => survives(t, { left: 4 * MiB, args: ['--min-free-mb', '8'] }));

test('with no byte left, the stage goes on in memory and recording resumes', { timeout: 600_000 },
  (t) => survives(t, { left: 0, args: ['--min-free-mb', '0'] }));
