// The player in a real browser, by its buttons and by its keys: rewind, back to live, quality, sound only, picture in
// picture, full screen.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Publisher, Server, launchBrowser, until } from '../support/plenary.mjs';
import { player, seen, watch } from '../support/watch.mjs';

const STAGE = 'opening';

const video = (page) => page.evaluate(() => {
  const { paused, muted, volume, currentTime, videoHeight } = document.querySelector('video');
  return { paused, muted, volume, currentTime, videoHeight };
});

/** It shows new frames. */
async function plays(page) {
  const before = (await seen(page)).shown.at(-1)?.media;
  await until('new frames', async () => (await seen(page)).shown.at(-1)?.media !== before);
}

const behind = async (page) => Number((await player(page)).latencyMs) / 1000;

test('the player does what its buttons and keys say', { timeout: 600_000 }, async (t) => {
  const server = await Server.start({ rehearsal: true });
  t.after(() => server.stop());
  const desk = await server.desk();
  assert.equal((await desk('POST', `/api/v1/desk/stages/${STAGE}/open`)).status, 204);
  const publisher = new Publisher(server, await server.key(STAGE, 'primary'));
  t.after(() => publisher.kill());
  await until('the input on air', async () => (await server.stage(STAGE)).showing === 'input');
  const opened = Date.now();

  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' });
  await watch(page);
  await page.goto(`${server.url}/stage/${STAGE}`);
  await until('the first frame', async () => (await seen(page))?.firstFrame);
  const frame = page.locator('[data-player]');
  const button = (name) => frame.getByRole('button', { name, exact: true });
  const press = (name) => button(name).click();
  await frame.hover();

  await t.test('rewinds to the opening and goes back to live', async () => {
    await until('something to rewind to', () => Date.now() - opened > 20_000);
    const seek = frame.getByRole('slider', { name: 'Position' });
    await seek.focus();
    await page.keyboard.press('Home');
    await until('the opening', async () => await behind(page) > 15 && (await player(page)).playerState === 'playing');
    await plays(page);
    assert.equal((await player(page)).mode, 'rewind');
    await press('Back to live');
    await until('live', async () => (await player(page)).mode === 'live' && await behind(page) < 10);
    await plays(page);
    await button('Live').waitFor();
  });

  await t.test('takes the rung that was chosen, or the sound alone', async () => {
    const choose = async (name) => {
      await frame.hover();
      await press('Quality and more');
      await press(name);
    };
    await choose('360p');
    await until('360 lines', async () => (await video(page)).videoHeight === 360);
    await choose('720p');
    await until('720 lines', async () => (await video(page)).videoHeight === 720);
    await choose('Sound only');
    await frame.locator('.sound-only').waitFor();
    const loaded = () => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => /\/\d+p\/.*m4s/.test(name)).length);
    await until('three seconds of sound without a picture that was fetched', async () => {
      const { currentTime } = await video(page);
      const pictures = await loaded();
      await until('more sound', async () => (await video(page)).currentTime > currentTime + 3);
      return (await loaded()) === pictures;
    });
    await choose('360p');
    await until('the picture again', async () => (await video(page)).videoHeight === 360);
    await plays(page);
  });

  await t.test('plays, pauses, seeks, mutes and helps by the keyboard', async () => {
    await frame.getByRole('button', { name: 'Quality and more' }).focus();
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('k');
    await until('a pause', async () => (await video(page)).paused);
    await page.keyboard.press('k');
    await until('it to play', async () => !(await video(page)).paused);
    const { muted } = await video(page);
    await page.keyboard.press('m');
    await until('the other sound', async () => (await video(page)).muted !== muted);
    await page.keyboard.press('ArrowDown');
    await until('less volume', async () => (await video(page)).volume < 1);
    await plays(page);
    const late = await behind(page);
    await page.keyboard.press('j');
    await until('ten seconds back', async () => await behind(page) > late + 7);
    await page.keyboard.press('End');
    await until('live by the key', async () => await behind(page) < 10 && (await player(page)).mode === 'live');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'detached' });
  });

  await t.test('fills the screen, and goes into a window of its own', async () => {
    const full = () => page.evaluate(() => document.fullscreenElement?.hasAttribute('data-player') ?? false);
    await frame.hover();
    await press('Full screen');
    await until('the full screen', full);
    await page.keyboard.press('f');
    await until('the page again', async () => !(await full()));
    const inPicture = () => page.evaluate(() => document.pictureInPictureElement === document.querySelector('video'));
    if (await page.evaluate(() => document.pictureInPictureEnabled)) {
      await frame.hover();
      await press('Picture in picture');
      await until('the picture in picture', inPicture);
      await page.keyboard.press('p');
      await until('the picture in the page', async () => !(await inPicture()));
    } else {
      t.diagnostic('this browser has no picture in picture; the button is not shown');
      assert.equal(await button('Picture in picture').count(), 0);
    }
    await plays(page);
    assert.deepEqual((await seen(page)).errors, []);
  });
});

test('where there is no Media Source the browser plays by itself, the sound alone too', { timeout: 600_000 }, async (t) => {
  const server = await Server.start({ demo: true });
  t.after(() => server.stop());
  await until('the stage on air', async () => (await server.stage(STAGE))?.showing === 'input');
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' });
  await page.addInitScript(() => { delete window.MediaSource; delete window.ManagedMediaSource; });
  await page.goto(`${server.url}/stage/${STAGE}`);
  await page.waitForSelector('video');
  await page.evaluate(() => { document.querySelector('video').muted = true; });
  const source = () => page.evaluate(() => new URL(document.querySelector('video').src).pathname);
  const played = (seconds) => until(`${seconds} s to play`, async () => {
    const before = (await video(page)).currentTime;
    await until('it to go on', async () => (await video(page)).currentTime > before + seconds);
    return true;
  });
  await played(2);
  assert.equal(await source(), `/live/${STAGE}/index.m3u8`);
  const frame = page.locator('[data-player]');
  await frame.hover();
  await frame.getByRole('button', { name: 'Quality and more', exact: true }).click();
  await frame.getByRole('button', { name: 'Sound only', exact: true }).click();
  await until('the sound as the source', async () => (await source()) === `/live/${STAGE}/audio/index.m3u8`);
  await frame.locator('.sound-only').waitFor();
  await played(2);
});
