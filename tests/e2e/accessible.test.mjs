// The stage page and the moderator's desk for those who use no mouse, see no screen or want no motion.

import assert from 'node:assert/strict';
import test from 'node:test';
import { holdNothing, moderatorsDesk, openPoll, openTab, say, takeName, watchStage } from '../support/audience.mjs';
import { violationsByDayAndNight } from '../support/mock.mjs';
import { Server, drawn, launchBrowser, until } from '../support/plenary.mjs';

let server;
let browser;
let desk;
test.before(async () => {
  server = await Server.start({ demo: true });
  browser = await launchBrowser();
  await until('the stage to be open', async () => (await server.stage('opening'))?.state === 'open');
  desk = await moderatorsDesk(browser, server);
  await holdNothing(desk);
  await openPoll(desk, 'Did you hear the speaker?', ['Yes', 'No']);
  const page = await watchStage(browser, server);
  await takeName(page, 'Ann');
  await say(page, 'Hello from Ann');
  await page.waitForSelector('[data-message]');
  await page.context().close();
});
test.after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const width of [360, 1440]) {
  test(`the stage page has no violation, ${width} px, by day and night`, { timeout: 600_000 }, async () => {
    const page = await watchStage(browser, server, { viewport: { width, height: 800 } });
    for (const tab of ['Chat', 'Questions', 'Polls']) {
      await openTab(page, tab);
      assert.deepEqual(await violationsByDayAndNight(page), [], tab);
    }
    await page.context().close();
  });

  test(`the moderator’s desk has no violation, ${width} px, by day and night`, { timeout: 600_000 }, async () => {
    await desk.setViewportSize({ width, height: 800 });
    for (const tab of [...(width < 1000 ? ['Queue'] : []), 'Questions', 'Polls', 'Announce', 'People', 'Rules', 'Log']) {
      await openTab(desk, tab);
      assert.deepEqual(await violationsByDayAndNight(desk), [], tab);
    }
  });
}

/** Presses Tab until `selector` has the focus, as somebody without a mouse does. */
async function tabTo(page, selector, most = 120) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return pressed;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} is not reached by ${most} tabs`);
}

test('a keyboard alone asks a question and votes', { timeout: 600_000 }, async (t) => {
  const page = await watchStage(browser, server);
  const presses = await tabTo(page, '[role="tab"][aria-selected="true"]');
  t.diagnostic(`${presses} tabs to the conversation`);
  await page.keyboard.press('ArrowRight');
  await tabTo(page, '[data-question-field]');
  await page.keyboard.type('Is this question asked by keyboard?');
  await page.keyboard.press('Enter');
  await tabTo(page, '[data-name-form] input');
  await page.keyboard.type('Kim');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-question]:has-text("asked by keyboard")');

  await page.keyboard.press('Shift+Tab');
  await tabTo(page, '[role="tab"][aria-selected="true"]');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, '[data-poll] input[type="radio"]');
  await page.keyboard.press('Space');
  await tabTo(page, '[data-poll] button[type="submit"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-poll]:has-text("Your vote is counted.")');
  await page.context().close();
});

test('the desk is worked by keys', { timeout: 600_000 }, async () => {
  await desk.setViewportSize({ width: 1440, height: 900 });
  const card = desk.locator('[data-live]', { hasText: 'Hello from Ann' });
  await card.waitFor();
  await desk.locator('h1').click();
  for (let pressed = 0; pressed < 20; pressed += 1) {
    if ((await card.locator('[data-chosen="true"]').count()) > 0) break;
    await desk.keyboard.press('j');
    await drawn(desk);
  }
  await desk.keyboard.press('r');
  await desk.waitForSelector('dialog[open]');
  await desk.keyboard.press('1');
  await card.waitFor({ state: 'detached' });
  await desk.keyboard.press('u');
  await card.waitFor();
});

test('the chat does not speak by itself: a status region tells of a burst in a sentence each five seconds', { timeout: 600_000 }, async (t) => {
  const page = await watchStage(browser, server);
  assert.equal(await page.locator('[role="log"]').getAttribute('aria-live'), 'off');
  await page.waitForSelector('[role="status"].unseen', { state: 'attached' });
  await page.evaluate(() => {
    window.spoken = [];
    const region = document.querySelector('[role="status"].unseen');
    const hear = () => window.spoken.push({ at: performance.now(), words: region.textContent.trim() });
    new MutationObserver(hear).observe(region, { childList: true, characterData: true, subtree: true });
  });
  const other = await watchStage(browser, server);
  await takeName(other, 'Mei');
  // Each waits for the one before to be on the listener's screen: the burst lies in several pulses.
  const burst = Array.from({ length: 8 }, (_, at) => `Number ${at + 1} of the burst`);
  for (const text of burst) {
    await say(other, text);
    await page.waitForSelector(`[data-message]:has-text("${text}")`);
  }
  const told = async () => (await page.evaluate(() => window.spoken)).flatMap(({ at, words }) => {
    const several = /^(\d+) new messages, the last by /.exec(words);
    return several || words.startsWith('New message by ') ? [{ at, count: several ? Number(several[1]) : 1 }] : [];
  });
  const sum = (sentences) => sentences.reduce((all, { count }) => all + count, 0);
  await until('every message to be told of', async () => sum(await told()) >= burst.length);
  const sentences = await told();
  const pauses = sentences.slice(1).map(({ at }, before) => at - sentences[before].at);
  t.diagnostic(`${sum(sentences)} messages in ${sentences.length} sentences, ${pauses.map(Math.round).join(', ')} ms apart`);
  assert.ok(sentences.length < burst.length, 'messages share sentences');
  // Of the clock that sets them apart, not of a busy machine: that may only draw them further apart.
  for (const pause of pauses) assert.ok(pause > 4500, `two sentences within ${pause} ms`);
  await other.context().close();
  await page.context().close();
});

test('who wants no motion sees none', { timeout: 600_000 }, async () => {
  const page = await watchStage(browser, server, { reducedMotion: 'reduce' });
  await page.click('[data-reaction="heart"]');
  const count = () => page.locator('[data-reaction="heart"] [data-count]').getAttribute('data-count').then(Number);
  await until('the reaction to be counted', async () => (await count()) > 0);
  assert.equal(await page.locator('.sky span').count(), 0);
  await page.context().close();
});
