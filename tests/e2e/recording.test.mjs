// The recording: a session that overruns is held whole; kill -9 in mid-session loses the time down and
// nothing else; the replay plays through in a real browser.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { Publisher, Server, inRealTime, launchBrowser, root, sleep, until } from '../support/plenary.mjs';
import { seen, watch } from '../support/watch.mjs';
import { parseMedia } from '../hls_probe/playlist.mjs';

const STAGE = 'opening';
const SESSION = 'opening-ceremony';
const run = promisify(execFile);

async function onAirSession(t, options = {}) {
  const server = await Server.start({ rehearsal: true, ...options });
  t.after(() => server.stop());
  const desk = await server.desk();
  assert.equal((await desk('POST', `/api/v1/desk/stages/${STAGE}/open`)).status, 204);
  const publisher = new Publisher(server, await server.key(STAGE, 'primary'));
  t.after(() => publisher.kill());
  await until('the input on air', async () => (await server.stage(STAGE)).showing === 'input');
  assert.equal((await desk('POST', `/api/v1/desk/sessions/${SESSION}/start`)).status, 204);
  return { server, desk, publisher };
}

const session = async (server) => (await server.json('/api/v1/programme')).sessions.find((s) => s.id === SESSION);

/** The replay's 720p playlist as it is served. */
async function replay(server) {
  return until('the replay', async () => {
    const answer = await server.get(`/replay/${SESSION}/720p/index.m3u8`);
    return answer.ok ? parseMedia(await answer.text()) : null;
  });
}

const wholeSeconds = (playlist) => playlist.segments.filter((s) => !s.gap).reduce((sum, s) => sum + s.duration, 0);

/** What the pages of a language say of a session that is over, and of one that runs long. */
function words(language) {
  const of = (file, key) => {
    const text = readFileSync(path.join(root, 'web/audience/i18n', file, `${language}.ts`), 'utf8');
    return new RegExp(`\\b${key}: ('|")(.*)\\1,`).exec(text)[2];
  };
  return {
    ended: [of('', 'state_ended'), of('session', 'replay_soon'), of('session', 'stage_over'), of('programme', 'speaker_ended'),
      of('player', 'player_ended')],
    overrun: of('', 'overrun'), live: of('', 'state_live'),
  };
}

/** Opens the lobby, the stage and the session's page in every language; what they say. */
async function readPages(browser, server) {
  const pages = [];
  for (const language of ['zh', 'en', 'id']) {
    const page = await browser.newPage();
    for (const target of ['/', `/stage/${STAGE}`, `/session/${SESSION}`]) {
      await page.goto(`${server.url}${target}?lang=${language}`);
      await page.waitForSelector('h1');
      const text = await until(`${target} to be drawn`, async () => {
        const shown = await page.locator('body').innerText();
        return shown.includes(words(language).live) ? shown : null;
      });
      pages.push({ language, target, text });
    }
    await page.close();
  }
  return pages;
}

test('an overrunning session is never called ended, and its replay holds it whole', { timeout: 600_000 }, async (t) => {
  // It starts by the hand in its time; then the timetable is corrected: its end lies more than three minutes back.
  const { server, desk } = await onAirSession(t, { args: ['--clock', '2020-07-23T15:13:30+08:00'] });
  const { ends_at: announced } = await session(server);
  const content = '/api/v1/desk/content';
  const edit = await desk('POST', `${content}/edits`, { edits: [{
    file: 'programme.yaml', op: 'set', path: ['sessions', { id: SESSION }, 'ends_at'],
    value: '2020-07-23T15:10:00+08:00', was: '2020-07-23T16:00:00+08:00' }] });
  assert.equal(edit.status, 200, await edit.clone().text());
  const published = await desk('POST', `${content}/publish`, { revision: (await edit.json()).revision, note: 'An earlier end' });
  assert.equal(published.status, 200, await published.text());
  await until('the earlier end', async () => (await session(server)).ends_at !== announced);
  const { clock } = await server.json('/api/v1/conference');
  const over = (Date.parse(clock.now) - Date.parse((await session(server)).ends_at)) / 60_000;
  assert.ok(over > 3, `the session overruns by ${over} minutes of the conference clock`);
  assert.equal((await session(server)).state, 'live');
  assert.equal((await server.get(`/replay/${SESSION}/index.m3u8`)).status, 404, 'no replay while it runs');

  const browser = await launchBrowser();
  t.after(() => browser.close());
  for (const { language, target, text } of await readPages(browser, server)) {
    for (const phrase of words(language).ended) {
      assert.ok(!text.includes(phrase), `${target} says "${phrase}" in ${language}: ${text.slice(0, 400)}`);
    }
    if (target === '/') assert.ok(text.includes(words(language).overrun), `the lobby says that it runs long in ${language}`);
  }

  // The stage desk's "+5 min", pressed by a hand.
  const hand = await browser.newPage({ locale: 'en' });
  const { name, password } = await server.organiser();
  await hand.goto(`${server.url}/studio`);
  await hand.fill('input[autocomplete="username"]', name);
  await hand.fill('input[type="password"]', password);
  await hand.keyboard.press('Enter');
  await hand.getByRole('button', { name: '+5 min' }).click();
  await until('five minutes more', async () => (await session(server)).extended_minutes === 5);
  assert.equal((await session(server)).state, 'live');

  const again = await server.desk();
  assert.equal((await again('POST', `/api/v1/desk/sessions/${SESSION}/end`)).status, 204);
  const asked = Date.now();
  const playlist = await replay(server);
  t.diagnostic(`over by ${over.toFixed(1)} min; the replay is there ${Date.now() - asked} ms after the session's end`);
  assert.ok(playlist.endList);
  const { started_at: startedAt, ended_at: endedAt } = await session(server);
  const length = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  const seconds = wholeSeconds(playlist);
  assert.ok(seconds >= length, `the replay holds ${seconds} s of ${length} s`);
  assert.ok(seconds <= length + 2 * 1.92, `the replay holds ${seconds} s of ${length} s`);
  assert.ok(playlist.segments.every((segment) => !segment.gap), 'nothing is missing');
});

test('kill -9 in mid-session loses the time down and nothing else', { timeout: 600_000 }, (test) => inRealTime(test, async (t) => {
  const { server } = await onAirSession(t);
  const listedIn = async (playlist) => parseMedia(await (await server.get(`/live/${STAGE}/720p/${playlist}.m3u8`)).text());
  const before = await until('ten seconds of it', async () => {
    const playlist = await listedIn('index');
    return playlist.segments.length > 5 && playlist;
  });
  await server.kill();
  const killed = Date.now();
  await sleep(4000);
  await server.launch();
  await until('the stage on air again by itself', async () => (await server.stage(STAGE)).state === 'open');
  const back = Date.now();
  const publisher = new Publisher(server, await server.key(STAGE, 'primary'));
  t.after(() => publisher.kill());
  const after = await until('ten seconds behind the time down', async () => {
    const playlist = await listedIn('rewind');
    const down = playlist.segments.findLastIndex((segment) => segment.gap);
    return down >= 0 && playlist.segments.length > down + 6 && playlist;
  });
  const numbers = after.segments.map((s) => s.number);
  assert.deepEqual(numbers, numbers.map((_, i) => numbers[0] + i), 'numbers follow one another');
  const listed = new Map(after.segments.map((s) => [s.number, s]));
  for (const segment of before.segments) {
    assert.ok(listed.has(segment.number) && !listed.get(segment.number).gap, `segment ${segment.number} is still there`);
  }
  assert.ok(after.segments.some((s) => s.gap), 'the time down is marked as a gap');

  const desk = await server.desk();
  assert.equal((await session(server)).state, 'live', 'the session went on');
  assert.equal((await desk('POST', `/api/v1/desk/sessions/${SESSION}/end`)).status, 204);
  const playlist = await replay(server);
  const gone = playlist.segments.filter((s) => s.gap).length * 1.92;
  t.diagnostic(`down ${(back - killed) / 1000} s, the replay lacks ${gone.toFixed(2)} s in whole segments`);
  assert.ok(gone <= (back - killed) / 1000 + 2 * 1.92, `the replay lacks ${gone} s`);

  // ffprobe reads every packet; the browser plays through the gap to the end.
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries', 'format=nb_streams', '-of', 'csv=p=0',
    `${server.url}/replay/${SESSION}/index.m3u8`]);
  assert.ok(Number(stdout) >= 2, stdout);
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await watch(page);
  await page.goto(`${server.url}/session/${SESSION}`);
  await until('the replay to play', async () => (await seen(page))?.firstFrame);
  await page.evaluate(() => { const video = document.querySelector('video'); video.muted = true; video.playbackRate = 2; return video.play(); });
  await until('the replay to reach its end', () => page.evaluate(() => {
    const video = document.querySelector('video');
    return video.ended || video.currentTime > video.duration - 1;
  }), 300);
  assert.deepEqual((await seen(page)).errors, []);
}));
