// The content as text files: imported, edited as an organiser's browser does, published while the server
// runs, exported again. What nobody touched comes back byte for byte.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Server, binary, root, until } from '../support/plenary.mjs';

const example = path.join(root, 'examples/cic2020');
const plenary = (...args) => spawnSync(binary, args, { encoding: 'utf8', timeout: 120_000 });
const folder = (t) => {
  const made = mkdtempSync(path.join(os.tmpdir(), 'plenary-content-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
};
const differing = (one, other) => spawnSync('diff', ['-r', one, other], { encoding: 'utf8' }).stdout
  .split('\n').filter((line) => /^[<>]|^Only/.test(line));
const title = ['sessions', { id: 'opening-ceremony' }, 'title', 'en'];

test('one title edited by the desk is one line of the export, and is seen at once', async (t) => {
  const data = folder(t);
  assert.equal(plenary('import', example, '--data', data, '--yes').status, 0);
  const server = await Server.start({ data, conference: null });
  t.after(() => server.stop());
  const desk = await server.desk();
  const base = '/api/v1/desk/content';
  const edited = await desk('POST', `${base}/edits`, { edits: [
    { file: 'programme.yaml', op: 'set', path: title, value: 'The opening', was: 'Opening ceremony' }] });
  assert.equal(edited.status, 200, await edited.clone().text());
  const { revision, mistakes } = await edited.json();
  assert.deepEqual(mistakes.filter(({ warning }) => !warning), []);
  const met = await desk('POST', `${base}/edits`, { edits: [
    { file: 'programme.yaml', op: 'set', path: title, value: 'Mine', was: 'Opening ceremony' }] });
  assert.equal(met.status, 409);
  const [conflict] = (await met.json()).conflicts;
  assert.equal(conflict.now, 'The opening');
  assert.equal(conflict.yours, 'Mine');
  assert.notEqual(conflict.by, '');
  const { changes } = await (await desk('GET', `${base}/difference`)).json();
  assert.equal(changes.length, 1);

  const published = await desk('POST', `${base}/publish`, { revision, note: 'A better title' });
  assert.deepEqual(await published.json(), { version: 2 });
  await until('the new title', async () => JSON.stringify(await server.json('/api/v1/programme')).includes('The opening'));

  // Through the server that holds the folder, and by its own address as a ZIP.
  const out = path.join(folder(t), 'out');
  const exported = plenary('export', out, '--data', data);
  assert.equal(exported.status, 0, exported.stderr);
  assert.deepEqual(differing(example, out), ['<       en: Opening ceremony', '>       en: The opening']);
  const zip = await desk('GET', `${base}/export.zip`);
  assert.equal(zip.headers.get('content-type'), 'application/zip');

  // An import that comes late does not take the edit away unseen.
  const again = plenary('import', example, '--data', data);
  assert.equal(again.status, 1);
  assert.match(again.stdout, /title\.en: "The opening" -> "Opening ceremony"/);
  assert.match(again.stderr, /--yes/);

  // Elsewhere it is the same.
  const other = folder(t);
  assert.equal(plenary('import', out, '--data', other, '--yes').status, 0);
  const back = path.join(folder(t), 'back');
  assert.equal(plenary('export', back, '--data', other).status, 0);
  assert.deepEqual(differing(out, back), []);
});

test('a package named at the start is imported into an empty folder only', async (t) => {
  const data = folder(t);
  let server = await Server.start({ data });
  await server.stop();
  const changed = path.join(folder(t), 'package');
  cpSync(example, changed, { recursive: true });
  spawnSync('sed', ['-i', 's/en: Opening ceremony/en: Another/', path.join(changed, 'programme.yaml')]);
  server = await Server.start({ data, conference: changed });
  t.after(() => server.stop());
  assert.match(server.output, /what the folder has is kept/);
  assert.ok(JSON.stringify(await server.json('/api/v1/programme')).includes('Opening ceremony'));
});

test('a folder without a conference begins with one that is being prepared', async (t) => {
  const server = await Server.start({ data: folder(t), conference: null });
  t.after(() => server.stop());
  assert.equal((await server.json('/api/v1/conference')).title.en, 'A conference is being prepared');
  const overview = await (await (await server.desk())('GET', '/api/v1/desk/content')).json();
  assert.equal(overview.version, 0);
  assert.deepEqual(overview.draft.mistakes, []);
});

test('a picture is taken in as pixels alone', async (t) => {
  const server = await Server.start();
  t.after(() => server.stop());
  const desk = await server.desk();
  const svg = await desk('POST', '/api/v1/desk/content/pictures?name=stage', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  assert.equal(svg.status, 422);
  assert.equal((await server.get('/pictures/stage-0000000000000000-640.webp')).status, 404);
});
