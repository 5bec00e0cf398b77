// A disk that fills under a live stage: node bench/disk_full.mjs FOLDER, a file system of 128 MiB of its own,
// which bench/disk_full.sh makes.

import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Device, Door } from '../tests/support/door.mjs';
import { Publisher, Server, binary, sleep, until } from '../tests/support/plenary.mjs';

const STAGE = 'opening';
const kFullFor = 10_000;
const kProbes = 20;
const folder = process.argv[2];
const ballast = path.join(folder, 'ballast');
const report = mkdtempSync(path.join(os.tmpdir(), 'plenary-disk-full-'));

/** Takes whatever room there is, to the last byte. */
function fill() {
  const file = openSync(ballast, 'a');
  for (let size = 1 << 20; size >= 1;) {
    try {
      if (writeSync(file, Buffer.alloc(size, 1)) < size) size >>= 1;
    } catch {
      size >>= 1;
    }
  }
  closeSync(file);
}

const server = await Server.start({ rehearsal: true, data: folder, args: ['--min-free-mb', '0'] });
const desk = await server.desk();
const publisher = new Publisher(server, await server.key(STAGE, 'primary'));
const door = new Door(server, STAGE);
const acknowledged = [];
const refused = new Map();
let probes = 0;

/** A message of a new viewer: true once it is acknowledged, false if it is refused. */
async function probe() {
  probes += 1;
  const device = new Device(`Probe ${probes}`);
  const text = `probe ${probes} of the disk: ${(probes * 7919).toString(36)}`;
  device.waiting.push({ id: 'probe', do: 'say', text });
  const [result] = await device.send(door);
  if (result.ok) acknowledged.push(text);
  else refused.set(`${result.error}: ${result.detail}`, (refused.get(`${result.error}: ${result.detail}`) ?? 0) + 1);
  return result.ok;
}

const metric = async (name) => Number(new RegExp(`^${name}(?:\\{stage="${STAGE}"\\})? (\\S+)`, 'm').exec(await (await server.get('/metrics')).text())[1]);
const recording = async () => (await metric('plenary_spool_memory_only')) === 0;
const head = async () => (await server.json(`/p1/${STAGE}/now`)).head;
const newest = async () => Number(/^(\d+)\.m4s$/m.exec((await (await server.get(`/live/${STAGE}/360p/index.m3u8`)).text()).split('\n').filter((line) => /^\d+\.m4s$/.test(line)).at(-1))[1]);

const faults = [];
const check = (what, well) => { if (!well) faults.push(what); };
const say = (what, value) => console.log(`${what.padEnd(48)} ${value}`);

try {
  const opened = await desk('POST', `/api/v1/desk/stages/${STAGE}/open`);
  if (opened.status !== 204) throw new Error(`the stage does not open: ${opened.status}`);
  await until('the publisher on air', async () => (await server.stage(STAGE)).showing === 'input');
  await until('a first segment', newest);

  const rehearsal = spawn(binary, ['rehearse', server.url, STAGE, '--viewers', '200', '--following', '10', '--join', '5', '--stay', '45',
    '--chat', '20', '--reactions', '5', '--report', report], { stdio: ['ignore', 'ignore', 'inherit'] });
  const began = Date.now();
  const ended = new Promise((resolve) => { rehearsal.on('exit', resolve); });
  await sleep(12_000);
  for (let count = 0; count < kProbes; count += 1) check('a write before the disk is full is refused', await probe());
  check('nothing is recorded before the disk is full', await recording());

  const filled = Date.now();
  fill();
  await until('writes to be refused', async () => { fill(); return !(await probe()); });
  await until('the recording to go on in memory', async () => { fill(); return !(await recording()); });
  refused.clear();
  const before = { pulse: await head(), segment: await newest(), stored: acknowledged.length };
  const full = Date.now();
  while (Date.now() - full < kFullFor) {
    fill();
    await probe();
    await sleep(100);
  }
  const pulses = (await head()) - before.pulse;
  const segments = (await newest()) - before.segment;
  const stored = acknowledged.length - before.stored;
  const reasons = [...refused];

  rmSync(ballast);
  const room = Date.now();
  const after = async (what, well) => {
    await until(what, async () => { while (!(await well())) await sleep(10); return true; });
    return Date.now() - room;
  };
  const [writes, record] = await Promise.all([after('writes to be stored again', probe), after('the recording to go on', recording)]);

  for (let count = 0; count < kProbes; count += 1) check('a write after the room’s return is refused', await probe());

  await ended;
  const load = JSON.parse(readFileSync(path.join(report, 'rehearsal.json'), 'utf8'));
  const lines = (await (await desk('GET', `/api/v1/desk/stages/${STAGE}/audience/export.jsonl`)).text()).split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const texts = new Map();
  for (const { act } of lines) texts.set(act.text, (texts.get(act.text) ?? 0) + 1);
  const found = acknowledged.filter((text) => texts.get(text) === 1).length;
  door.close();
  await publisher.kill();
  await server.stop();
  const integrity = execFileSync('python3', ['-c', 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("PRAGMA integrity_check").fetchone()[0])',
    path.join(folder, 'plenary.db')], { encoding: 'utf8' }).trim();

  say(`while full (${kFullFor / 1000} s): segments of the picture`, segments);
  say('  pulses', pulses);
  say('  writes stored', stored);
  for (const [reason, count] of reasons) say(`  writes refused`, `${count}, "${reason}"`);
  const stalls = [[0, filled], [filled, room], [room, Infinity]].map(([from, to]) => load.seconds
    .filter(({ at_s }) => began + 1000 * at_s >= from && began + 1000 * at_s < to).reduce((sum, second) => sum + second.stalls, 0));
  say('stalls of 10 followers before, while full, after', stalls.join(', '));
  say('parts that they fetched', load.pictures.parts);
  say('acts of 200 viewers', `${load.acts.acknowledged} acknowledged, refused ${JSON.stringify(load.acts.refused)}`);
  say('after the room’s return: writes stored', `${writes} ms`);
  say('  recording on the disk', `${record} ms`);
  say('integrity_check', integrity);
  say('acknowledged probes, found in the export', `${acknowledged.length}, ${found}`);
  check('the picture stands still while the disk is full', segments >= kFullFor / 1000 / 4);
  check('pulses stop while the disk is full', pulses >= kFullFor / 1000 / 2);
  check('no write is refused with a reason', reasons.some(([reason]) => reason.startsWith('unavailable: ')));
  check('a follower stalls', load.pictures.stalls === 0);
  check('writes are refused for more than 2 s after', writes <= 2000);
  check('nothing is recorded for more than 2 s after', record <= 2000);
  check('the database is damaged', integrity === 'ok');
  check('an acknowledged write is not in the export once', found === acknowledged.length);
} finally {
  publisher.child.kill('SIGKILL');
  server.child.kill('SIGKILL');
  rmSync(report, { recursive: true, force: true });
}
for (const fault of faults) console.error(`not well: ${fault}`);
process.exit(faults.length ? 1 : 0);
