// A stage is never dark: the publisher is killed and comes back, with and without a backup, while a real
// browser plays. The player must not stall, and no playlist may carry a discontinuity.

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

/** The picture's middle as the viewer sees it: 'red', 'blue' or 'slate'. */
const colour = (page) => page.evaluate(() => {
  const video = document.querySelector('video');
  const canvas = document.createElement('canvas');
  canvas.width = 16;
  canvas.height = 9;
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0, 16, 9);
  const [r, , b] = context.getImageData(8, 4, 1, 1).data;
  if (r > 150 && b < 100) return 'red';
  return b > 150 && r < 100 ? 'blue' : 'slate';
});

/** Waits for a picture as the viewer sees it; if it does not come, says what is there instead. */
async function untilOnScreen(wanted, { server, desk, page }) {
  const shown = [];
  try {
    await until(`${wanted} on screen`, async () => {
      const now = await colour(page);
      if (shown.at(-1) !== now) shown.push(now);
      return now === wanted;
    });
  } catch (error) {
    const video = await page.evaluate(() => {
      const { currentTime, paused, ended, readyState, playbackRate, buffered, error: broken } = document.querySelector('video');
      const ranges = Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)]);
      return { currentTime, paused, ended, readyState, playbackRate, ranges, broken: broken?.message };
    });
    const found = { shown, onAir: await onAir(desk), video, player: await player(page), seen: await seen(page) };
    throw new Error(`${error.message}; found ${JSON.stringify(found)}; the server said\n${server.output.slice(-3000)}`);
  }
}

async function playing(server) {
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await watch(page);
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

  await publisher.kill();
  const killed = Date.now();
  await until('the slate on air', async () => await onAir(desk) === 'slate');
  t.diagnostic(`slate on air ${Date.now() - killed} ms after kill -9`);
  await untilOnScreen('slate', { server, desk, page });
  await sleep(Math.max(0, 10_000 - (Date.now() - killed)));

  publisher = new Publisher(server, key, red);
  await until('the primary to be back on air', async () => await onAir(desk) === 'primary');
  await untilOnScreen('red', { server, desk, page });
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

  await primary.kill();
  await until('the backup on air', async () => await onAir(desk) === 'backup');
  await untilOnScreen('blue', { server, desk, page });
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
