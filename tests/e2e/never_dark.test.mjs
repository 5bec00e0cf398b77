// A stage is never dark: the publisher is killed and comes back, with and without a backup, while a real
// browser plays. The player must not stall, and no playlist may carry a discontinuity. What follows the publisher is
// found by the pixels on screen; when, by the time at which the programme showed the frame: the viewer's own distance
// from live is not the stage's.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Publisher, Server, inRealTime, launchBrowser, sleep, until } from '../support/plenary.mjs';
import { player, seen, watch } from '../support/watch.mjs';

const STAGE = 'opening';
const red = { picture: ['-re', '-f', 'lavfi', '-i', 'color=red:size=1280x720:rate=25,noise=alls=8:allf=t'] };
const blue = { picture: ['-re', '-f', 'lavfi', '-i', 'color=blue:size=1280x720:rate=25,noise=alls=8:allf=t'] };

async function open(options = {}) {
  const server = await Server.start({ rehearsal: true, ...options });
  const desk = await server.desk();
  const opened = await desk('POST', `/api/v1/desk/stages/${STAGE}/open`);
  assert.equal(opened.status, 204, await opened.text());
  return { server, desk };
}

const onAir = async (desk) => (await (await desk('GET', `/api/v1/desk/stages/${STAGE}`)).json()).on_air;

/** What a displayed frame is of, by the mean colour of its middle: 'red', 'blue' or 'slate'. */
function colour({ middle: [r, , b] }) {
  if (r > 150 && b < 100) return 'red';
  return b > 150 && r < 100 ? 'blue' : 'slate';
}

/** The first of five frames in a row of a colour, of what the programme showed after `since`; null if there is none yet. */
function firstOf(wanted, shown, since) {
  const frames = shown.filter(({ programme }) => programme > since);
  return frames.find((_, i) => i + 5 <= frames.length && frames.slice(i, i + 5).every((frame) => colour(frame) === wanted)) ?? null;
}

/** Waits for a picture on the viewer's screen and gives its first frame; if it does not come, says what is there instead. */
async function untilOnScreen(wanted, { server, desk, page, since = 0 }) {
  try {
    return await until(`${wanted} on screen`, async () => firstOf(wanted, (await seen(page)).shown, since));
  } catch (error) {
    const video = await page.evaluate(() => {
      const { currentTime, paused, ended, readyState, playbackRate, buffered, error: broken } = document.querySelector('video');
      const ranges = Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)]);
      return { currentTime, paused, ended, readyState, playbackRate, ranges, broken: broken?.message };
    });
    const last = (await seen(page)).shown.slice(-10);
    const found = { onAir: await onAir(desk), video, player: await player(page), since, last };
    throw new Error(`${error.message}; found ${JSON.stringify(found)}; the server said\n${server.output.slice(-3000)}`);
  }
}

/** Says when the programme changed to the frame that the viewer saw, and when the viewer saw it. */
function tellChange(t, what, { programme, expected }, killed) {
  t.diagnostic(`${what} seen on the programme ${programme - killed} ms after kill -9, on the viewer's screen ${Math.round(expected - killed)} ms after it`);
}

async function playing(server) {
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await watch(page, { everyFrame: true });
  await page.goto(`${server.url}/stage/${STAGE}`);
  await until('the first frame', async () => (await seen(page))?.firstFrame);
  await sleep(6000);
  return { browser, page };
}

async function assertUndisturbed(server, page, before) {
  const after = await seen(page);
  assert.equal(after.waiting - before.waiting, 0, `the viewer's picture stood still ${after.stallMs - before.stallMs} ms`);
  assert.deepEqual(after.errors, []);
  assert.equal((await player(page)).playerErrors ?? (await player(page)).errors ?? '0', '0');
  for (const rendition of ['720p', 'audio']) {
    const text = await (await server.get(`/live/${STAGE}/${rendition}/rewind.m3u8`)).text();
    assert.match(text, /#EXTINF/);
    assert.doesNotMatch(text, /EXT-X-DISCONTINUITY\b(?!-)/);
    assert.doesNotMatch(text, /EXT-X-GAP/);
  }
}

test('a killed publisher gives way to the slate and comes back, and nobody stalls', { timeout: 600_000 }, (test) => inRealTime(test, async (t) => {
  const { server, desk } = await open();
  t.after(() => server.stop());
  const key = await server.key(STAGE, 'primary');
  let publisher = new Publisher(server, key, red);
  t.after(() => publisher.kill());
  await until('the primary to be on air', async () => await onAir(desk) === 'primary');
  const { browser, page } = await playing(server);
  t.after(() => browser.close());
  await untilOnScreen('red', { server, desk, page });
  const before = await seen(page);

  const killed = Date.now();
  await publisher.kill();
  await until('the slate on air', async () => await onAir(desk) === 'slate');
  tellChange(t, 'the slate', await untilOnScreen('slate', { server, desk, page, since: killed }), killed);
  await sleep(Math.max(0, 10_000 - (Date.now() - killed)));

  const again = Date.now();
  publisher = new Publisher(server, key, red);
  await until('the primary to be back on air', async () => await onAir(desk) === 'primary');
  await untilOnScreen('red', { server, desk, page, since: again });
  await sleep(4000);
  await assertUndisturbed(server, page, before);
}));

test('a killed primary gives way to the backup, and nobody stalls', { timeout: 600_000 }, (test) => inRealTime(test, async (t) => {
  const { server, desk } = await open();
  t.after(() => server.stop());
  const backup = new Publisher(server, await server.key(STAGE, 'backup'), blue);
  t.after(() => backup.kill());
  const primary = new Publisher(server, await server.key(STAGE, 'primary'), red);
  t.after(() => primary.kill());
  await until('the primary to be on air', async () => await onAir(desk) === 'primary');
  const { browser, page } = await playing(server);
  t.after(() => browser.close());
  await untilOnScreen('red', { server, desk, page });
  const before = await seen(page);

  const killed = Date.now();
  await primary.kill();
  await until('the backup on air', async () => await onAir(desk) === 'backup');
  const first = await untilOnScreen('blue', { server, desk, page, since: killed });
  tellChange(t, 'the backup', first, killed);
  const between = (await seen(page)).shown.filter(({ programme }) => programme > killed && programme < first.programme);
  assert.equal(firstOf('slate', between, killed), null, 'no slate came between');
  await sleep(3000);
  await assertUndisturbed(server, page, before);
}));

test('the hand takes the slate and gives the stage back', { timeout: 600_000 }, async (t) => {
  const { server, desk } = await open();
  t.after(() => server.stop());
  const publisher = new Publisher(server, await server.key(STAGE, 'primary'), red);
  t.after(() => publisher.kill());
  await until('the primary to be on air', async () => await onAir(desk) === 'primary');
  const choose = (body) => desk('POST', `/api/v1/desk/stages/${STAGE}/choice`, body);
  assert.equal((await choose({ kind: 'slate' })).status, 204);
  await until('the slate on air', async () => await onAir(desk) === 'slate');
  assert.equal((await choose({ kind: 'input', input: 'no-such' })).status, 404);
  assert.equal((await choose({ kind: 'automatic' })).status, 204);
  await until('the primary back', async () => await onAir(desk) === 'primary');
});

test('a wrong key and an unknown stage are refused alike', { timeout: 600_000 }, async (t) => {
  const { server } = await open();
  t.after(() => server.stop());
  const wrong = new Publisher(server, `${STAGE}?key=wrong`);
  const unknown = new Publisher(server, 'nowhere?key=wrong');
  await Promise.all([wrong.exited, unknown.exited]);
  const said = (errors) => errors.replaceAll(/0x[0-9a-f]+/g, '').replaceAll(/rtmp:\/\/\S+/g, '');
  assert.equal(said(wrong.errors), said(unknown.errors));
  assert.notEqual(wrong.errors, '');
});
