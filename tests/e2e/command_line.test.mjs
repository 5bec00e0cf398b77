// What the operator is told: wrong options, a port that is taken, a folder in use, a package with mistakes,
// a folder of another kind. A sentence each, and the right exit status.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Server, binary, freePort, root } from '../support/plenary.mjs';

const example = path.join(root, 'examples/cic2020');
const plenary = (...args) => spawnSync(binary, args, { encoding: 'utf8', timeout: 120_000 });
const folder = (t) => {
  const made = mkdtempSync(path.join(os.tmpdir(), 'plenary-cli-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

test('help is there for every command and is no failure', () => {
  for (const args of [['--help'], ...['serve', 'check', 'import', 'import-exhibitors', 'export', 'key', 'user', 'rehearse'].map((command) => [command, '--help'])]) {
    const { status, stdout } = plenary(...args);
    assert.equal(status, 0, args.join(' '));
    assert.notEqual(stdout, '');
  }
});

test('wrong usage exits with 2 and names what is wrong', (t) => {
  const cases = [
    [['serve', '--listn', 'x'], /listn/],
    [['serve', '--listen', '8080'], /--listen is ADDRESS:PORT/],
    [['serve', '--clock', 'noon'], /--clock is an RFC 3339 instant/],
    [['serve', '--tls-cert', 'a.pem'], /--tls-cert and --tls-key belong together/],
    [['serve', '--demo', '--rehearsal'], /give one/],
    [['dance'], /dance/],
    [[], /subcommand/i],
  ];
  for (const [args, said] of cases) {
    const { status, stderr, stdout } = plenary(...args);
    assert.equal(status, 2, `${args.join(' ')}: ${stderr}`);
    assert.match(stderr + stdout, said);
  }
  const file = path.join(folder(t), 'plenary.yaml');
  writeFileSync(file, 'demo: true\nlistn: 127.0.0.1:1\n');
  const { status, stderr } = plenary('serve', '--config', file);
  assert.equal(status, 2);
  assert.match(stderr, /plenary\.yaml:2: unknown setting 'listn'\. Did you mean 'listen'\?/);
});

test('a port that is taken is a sentence', async (t) => {
  const port = await freePort();
  const other = net.createServer().listen(port, '127.0.0.1');
  t.after(() => other.close());
  const { status, stderr } = plenary('serve', '--data', folder(t), '--conference', example,
    '--listen', `127.0.0.1:${port}`, '--rtmp', `127.0.0.1:${await freePort()}`);
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`${port}`));
  assert.match(stderr, /another program has it already/);
});

test('a demonstration without ffmpeg is a sentence', async (t) => {
  const nothing = folder(t);
  const { status, stderr } = spawnSync(binary, ['serve', '--demo', '--data', folder(t), '--conference', example,
    '--listen', `127.0.0.1:${await freePort()}`, '--rtmp', `127.0.0.1:${await freePort()}`],
  { encoding: 'utf8', timeout: 120_000, env: { ...process.env, PATH: nothing } });
  assert.equal(status, 1);
  assert.match(stderr, /ffmpeg is missing .*Install it: apt install ffmpeg/);
});

test('a folder that cannot be made is a sentence', (t) => {
  assert.match(plenary('serve', '--data', '/proc/plenary', '--conference', example).stderr, /cannot make the data folder/);
});

test('check names a mistake with file, line and remedy, and finds none in the example', (t) => {
  assert.equal(plenary('check', example).status, 0);
  const broken = path.join(folder(t), 'package');
  cpSync(example, broken, { recursive: true });
  const file = path.join(broken, 'programme.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^( *)kind: ceremony/m, '$1kind: ceremoni'));
  const { status, stdout } = plenary('check', broken);
  assert.equal(status, 1);
  assert.match(stdout, /^programme\.yaml:\d+: .*ceremon/m);
});

test('a dry run shows what an import would change, of a package and of a schedule, and changes nothing', (t) => {
  const data = path.join(folder(t), 'data');
  const none = plenary('import', example, '--data', data, '--dry-run');
  assert.equal(none.status, 1);
  assert.match(none.stderr, /no data folder/);
  assert.equal(existsSync(data), false);
  assert.equal(plenary('import', example, '--data', data, '--yes').status, 0);
  const edited = path.join(folder(t), 'package');
  cpSync(example, edited, { recursive: true });
  const file = path.join(edited, 'programme.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('en: Opening forum', 'en: Forum of the opening'));
  const schedule = path.join(root, 'tests/schedules/pretalx.json');
  for (const from of [[edited], [schedule, '--language', 'en']]) {
    const { status, stdout } = plenary('import', ...from, '--data', data, '--dry-run');
    assert.equal(status, 0, from[0]);
    assert.match(stdout, /Forum of the opening|reading-the-tide-tables/);
    assert.match(stdout, /\d+ changes\. Nothing was imported\./);
  }
  assert.match(plenary('import', schedule, '--language', 'en', '--data', data, '--dry-run').stdout, /people\[ada-marsh\]: added .*"en":/);
  assert.match(plenary('import', schedule, '--language', 'fr', '--data', data, '--dry-run').stderr, /no language `fr`.*zh, en, id/);
  assert.match(plenary('import', example, '--data', data, '--dry-run').stdout, /the same as version 1/);
  assert.equal(plenary('import', example, '--data', data, '--dry-run', '--yes').status, 2);
});

test('while a folder is served, commands go through the server and a second server is refused', async (t) => {
  const server = await Server.start({ rehearsal: true });
  t.after(() => server.stop());
  assert.match(await server.key('opening', 'primary'), /^opening\?key=[A-Za-z0-9_-]{43}$/);
  assert.equal(plenary('key', 'opening', 'nobody', '--data', server.data).status, 1);
  const second = plenary('serve', '--data', server.data, '--conference', example, '--rehearsal');
  assert.equal(second.status, 1);
  assert.match(second.stderr, /in use by another server/);
});

test('a conference can never be given a clock, nor become a demonstration', async (t) => {
  const server = await Server.start();
  const { data } = server;
  t.after(() => rmSync(data, { recursive: true, force: true }));
  server.ownData = false;
  await server.stop();
  for (const args of [['--clock', '2020-07-23T14:55:00+08:00'], ['--demo'], ['--rehearsal']]) {
    const { status } = plenary('serve', '--data', data, '--conference', example,
      '--listen', `127.0.0.1:${await freePort()}`, '--rtmp', `127.0.0.1:${await freePort()}`, ...args);
    assert.equal(status, 2, args[0]);
  }
});
