// Two real browsers on one stage hear, see and count each other; a moderator takes down and removes.

import assert from 'node:assert/strict';
import test from 'node:test';
import { holdNothing, moderatorsDesk, openPoll, openTab, say, takeName, timed, visit, watchStage } from '../support/audience.mjs';
import { Device, Door } from '../support/door.mjs';
import { Server, launchBrowser, soon, until } from '../support/plenary.mjs';

let server;
const browsers = [];
let ann;
let bo;
let desk;
test.before(async () => {
  server = await Server.start({ demo: true });
  await until('the stage to be open', async () => (await server.stage('opening'))?.state === 'open');
  for (let count = 0; count < 2; count += 1) browsers.push(await launchBrowser());
  desk = await moderatorsDesk(browsers[1], server);
  await holdNothing(desk);
  ann = await watchStage(browsers[0], server);
  bo = await watchStage(browsers[1], server);
  await takeName(ann, 'Ann');
  await takeName(bo, 'Bo');
});
test.after(async () => {
  for (const browser of browsers) await browser.close();
  await server?.stop();
});

const kWait = { timeout: 120_000 };

test('a device whose ticket is missing or forged does nothing before it has one', { timeout: 600_000 }, async () => {
  const door = new Door(server);
  const device = new Device('Cy', { impatient: true });
  device.waiting.push({ id: 'early', do: 'say', text: 'Did this count twice?' });
  const ticketFirst = { id: 'early', ok: false, error: 'ticket', retry_ms: 0 };
  for (const ticket of [null, 'A'.repeat(55)]) {
    // The same act of somebody new each time: so it is where the answer with the ticket is lost.
    device.ticket = ticket;
    const [{ detail, ...result }] = await device.send(door);
    assert.deepEqual(result, ticketFirst);
  }
  const [told] = await device.send(door);
  assert.equal(told.ok, true);
  await ann.waitForSelector('[data-message]:has-text("Did this count twice?")', kWait);
  await soon(async () => assert.equal(await ann.locator('[data-message]:has-text("Did this count twice?")').count(), 1));
  const metrics = await (await server.get('/metrics')).text();
  assert.match(metrics, /^plenary_acts_total\{outcome="without_ticket"\} 2$/m);
  assert.match(metrics, /^plenary_tickets_total\{outcome="refused"\} 1$/m);
  door.close();
});

test('a message of one is on the other’s screen', { timeout: 600_000 }, async (t) => {
  const took = await timed(
    () => say(ann, 'Can you hear me?'),
    () => bo.waitForSelector('[data-message]:has-text("Can you hear me?")', kWait),
  );
  t.diagnostic(`message: ${took} ms`);
  await ann.waitForSelector('[data-message]:has-text("Can you hear me?")', kWait);
  await soon(async () => assert.equal(await ann.locator('[data-message]:has-text("Can you hear me?")').count(), 1, 'the echo gave way to the message'));
});

test('a reply names what it answers', { timeout: 600_000 }, async () => {
  await bo.hover('[data-message]:has-text("Can you hear me?")');
  await bo.click('[data-message]:has-text("Can you hear me?") .reply');
  await say(bo, 'Loud and clear');
  const reply = ann.locator('[data-message]:has-text("Loud and clear")');
  await reply.waitFor(kWait);
  await soon(async () => assert.match(await reply.innerText(), /Ann\s+Can you hear me\?/));
});

test('a question and its upvote cross', { timeout: 600_000 }, async (t) => {
  await Promise.all([openTab(ann, 'Questions'), openTab(bo, 'Questions')]);
  await ann.fill('[data-question-field]', 'When does the forum begin?');
  const asked = await timed(
    () => ann.keyboard.press('Enter'),
    () => bo.waitForSelector('[data-question]:has-text("When does the forum begin?")', kWait),
  );
  const upvoted = await timed(
    () => bo.click('[data-question]:has-text("When does the forum begin?") .vote'),
    () => ann.waitForSelector('[data-question]:has-text("When does the forum begin?") [data-votes="1"]', kWait),
  );
  t.diagnostic(`question: ${asked} ms, upvote: ${upvoted} ms`);
});

test('a vote is counted on the other’s screen, and its receipt is in the tally', { timeout: 600_000 }, async (t) => {
  await openPoll(desk, 'Tea or coffee?', ['Tea', 'Coffee']);
  await Promise.all([openTab(ann, 'Polls'), openTab(bo, 'Polls')]);
  const poll = '[data-poll]:has-text("Tea or coffee?")';
  await ann.waitForSelector(`${poll} form`, kWait);
  await bo.waitForSelector(`${poll} form`, kWait);
  await ann.click(`${poll} .option:has-text("Coffee")`);
  const took = await timed(
    () => ann.click(`${poll} button[type="submit"]`),
    () => bo.waitForSelector(`${poll}[data-poll-votes="1"]`, kWait),
  );
  t.diagnostic(`vote: ${took} ms`);
  await until('the receipt', () => ann.locator(`${poll} code`).innerText());
  await desk.locator('[data-desk-poll]', { hasText: 'Tea or coffee?' }).getByRole('button', { name: 'Close' }).click();
  await bo.locator(poll).getByRole('link', { name: 'The whole tally (CSV)' }).waitFor(kWait);
  await ann.getByRole('button', { name: 'Find my vote' }).click(kWait);
  await ann.waitForSelector(`${poll}:has-text("Your vote is in the tally: Coffee")`, kWait);
});

test('a poll that goes with a session says which, and waits for it', { timeout: 600_000 }, async () => {
  if (!(await desk.locator('details[open]').count())) await desk.click('summary');
  await desk.getByLabel('What is asked').fill('Was it worth it?');
  for (const [at, option] of ['Yes', 'No'].entries()) await desk.getByLabel(`Option ${at + 1}`, { exact: true }).fill(option);
  const last = desk.locator('select[name="poll-session"] option').last();
  await last.waitFor({ ...kWait, state: 'attached' });
  const session = await last.innerText();
  await desk.selectOption('select[name="poll-session"]', await last.getAttribute('value'));
  await desk.click('button[type="submit"]:has-text("Prepare")');
  const card = desk.locator('[data-desk-poll]', { hasText: 'Was it worth it?' });
  await card.getByText(`opens and closes with “${session}”`).waitFor(kWait);
  await card.getByRole('button', { name: 'Discard' }).click();
  await card.waitFor({ ...kWait, state: 'detached' });
});

test('a raised hand is seen at the desk before its owner has said anything, and lowered there', { timeout: 600_000 }, async () => {
  const cleo = await watchStage(browsers[0], server);
  await cleo.click('button.hand');
  await openTab(desk, 'People');
  const hand = desk.locator('li[data-hand]');
  await hand.waitFor(kWait);
  await hand.getByRole('button', { name: 'Lower the hand' }).click();
  await hand.waitFor({ ...kWait, state: 'detached' });
  assert.deepEqual(cleo.problems, []);
  await cleo.context().close();
});

test('a reaction is counted for everybody', { timeout: 600_000 }, async (t) => {
  const count = (page) => page.locator('[data-reaction="clap"] [data-count]').getAttribute('data-count').then(Number);
  const before = await count(bo);
  const took = await timed(
    () => ann.click('[data-reaction="clap"]'),
    () => until('the applause', async () => (await count(bo)) > before),
  );
  t.diagnostic(`reaction: ${took} ms`);
});

test('the pop-out window shows the same conversation', { timeout: 600_000 }, async () => {
  const page = await visit(browsers[0], server, '/stage/opening/chat', { viewport: { width: 420, height: 720 } });
  await page.waitForSelector('[data-message]:has-text("Can you hear me?")', kWait);
  assert.equal(await page.locator('video').count(), 0);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('a question put on the screen is in the overlay', { timeout: 600_000 }, async () => {
  const overlay = await visit(browsers[0], server, '/overlay/opening/question', { viewport: { width: 1920, height: 1080 } });
  await overlay.waitForSelector('[data-overlay]');
  await openTab(desk, 'Questions');
  await desk.locator('[data-desk-question]', { hasText: 'When does the forum begin?' }).getByRole('button', { name: 'Put on screen' }).click();
  await overlay.waitForSelector('[data-shown]:has-text("When does the forum begin?")', kWait);
  assert.equal(await overlay.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgba(0, 0, 0, 0)');
  await overlay.context().close();
});

test('what a moderator takes down is gone from both screens', { timeout: 600_000 }, async (t) => {
  await Promise.all([openTab(ann, 'Chat'), openTab(bo, 'Chat')]);
  const message = '[data-message]:has-text("Loud and clear")';
  await bo.waitForSelector(message, kWait);
  const card = desk.locator('[data-live]', { hasText: 'Loud and clear' });
  await card.click(kWait);
  await card.getByRole('button', { name: 'Remove' }).click();
  const took = await timed(
    () => desk.click('[data-rule="off_topic"]'),
    () => Promise.all([ann, bo].map((page) => page.waitForSelector(message, { ...kWait, state: 'detached' }))),
  );
  t.diagnostic(`take-down: ${took} ms`);
  const { entries } = await server.json('/api/v1/stages/opening/moderation');
  assert.ok(entries.some((entry) => entry.rule === 'off_topic'), 'the public log names the rule');
  assert.doesNotMatch(JSON.stringify(entries), /Ann|Bo/, 'and nobody');
  const [log] = await Promise.all([ann.context().waitForEvent('page'), ann.click('[data-panel] a[href="/stage/opening/moderation"]')]);
  await log.waitForSelector('[data-moderation] li:has-text("Off topic"):has-text("1 time")', kWait);
  await log.close();
});

test('who is banned is out, and the others stay', { timeout: 600_000 }, async (t) => {
  await openTab(desk, 'People');
  await desk.locator('[data-name="Bo"]').getByRole('button', { name: 'Ban' }).click();
  const took = await timed(
    () => desk.click('[data-rule="abuse"]'),
    () => bo.waitForSelector('[data-panel][data-link="removed"]', kWait),
  );
  t.diagnostic(`ban: ${took} ms`);
  await soon(async () => assert.match(await bo.locator('[data-panel]').innerText(), /out of the conversation/));
  await say(ann, 'Still here');
  await ann.waitForSelector('[data-message]:has-text("Still here")', kWait);
  for (const page of [ann, bo, desk]) assert.deepEqual(page.problems, []);
});
