// A film file is an input like any other: the desk starts it, it plays at its own pace, and its end gives
// the stage back without a word from anybody.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Server, root, until } from '../support/plenary.mjs';

const STAGE = 'opening';
const FILM_SECONDS = 8;

/** The example with an input `film` that plays a short film. */
function packageWithFilm(t) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plenary-film-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(root, 'examples/cic2020'), folder, { recursive: true });
  mkdirSync(path.join(folder, 'films'));
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25',
    '-f', 'lavfi', '-i', 'sine=frequency=440', '-t', String(FILM_SECONDS), '-c:v', 'libx264', '-preset', 'ultrafast',
    '-pix_fmt', 'yuv420p', '-c:a', 'aac', path.join(folder, 'films/opening.mp4')]);
  const file = path.join(folder, 'programme.yaml');
  const text = readFileSync(file, 'utf8');
  assert.match(text, /^( *)- \{?id: demo/m);
  writeFileSync(file, text.replace(/^( *)(- \{?id: demo)/m, '$1- {id: film, kind: film, film: opening.mp4}\n$1$2'));
  return folder;
}

test('a film plays when the desk says so, and its end gives the stage back', { timeout: 600_000 }, async (t) => {
  // An input that stalls is not what is looked at: only a film's own end gives the stage back here.
  const server = await Server.start({
    rehearsal: true, conference: packageWithFilm(t), args: ['--input-missing-ms', '10000'],
  });
  t.after(() => server.stop());
  const desk = await server.desk();
  const stage = async () => (await desk('GET', `/api/v1/desk/stages/${STAGE}`)).json();
  const film = async () => (await stage()).inputs.find((input) => input.id === 'film');
  const play = (on) => desk('POST', `/api/v1/desk/stages/${STAGE}/inputs/film/play`, { play: on });
  assert.equal((await desk('POST', `/api/v1/desk/stages/${STAGE}/open`)).status, 204);
  assert.equal((await film()).kind, 'film');
  assert.equal((await stage()).on_air, 'slate');

  assert.equal((await play(true)).status, 204);
  const begun = await until('the film on air', async () => {
    const now = await stage();
    return now.on_air === 'film' ? now : null;
  }, 60);
  const seen = begun.inputs.find((input) => input.id === 'film');
  assert.deepEqual([seen.width, seen.height], [640, 360]);
  const ended = await until('the slate after the film', async () => {
    const now = await stage();
    return now.on_air === 'slate' ? now : null;
  }, 120);
  assert.equal(ended.reason, 'film ended');
  assert.equal((await film()).state, 'absent');
  // Its pace is its own: all of its frames were shown, not more.
  const shown = (ended.programme.frames - begun.programme.frames) / 25;
  assert.ok(shown > FILM_SECONDS / 2, `it was shown for ${shown} s`);

  // It is not played again by itself, and again when told (a word that comes before ffmpeg is gone is for
  // the film that just ended), and ends when told.
  await until('the film on air again', async () => {
    const now = await stage();
    if (now.on_air === 'slate') assert.equal((await play(true)).status, 204);
    return now.on_air === 'film';
  });
  assert.equal((await play(false)).status, 204);
  await until('the slate', async () => (await stage()).on_air === 'slate', 60);
  assert.equal((await desk('POST', `/api/v1/desk/stages/${STAGE}/inputs/primary/play`, { play: true })).status, 404);
});
