// What viewers and moderators do in the pages, in the words of the tests.

import { until } from './plenary.mjs';

const kPage = { viewport: { width: 1280, height: 800 }, locale: 'en' };

/** A page of the stage in a browser of its own, its conversation connected. Errors gather in `problems`. */
export async function visit(browser, server, target, options = {}) {
  const context = await browser.newContext({ ...kPage, ...options });
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  await page.goto(`${server.url}${target}`);
  return page;
}

export async function watchStage(browser, server, options) {
  const page = await visit(browser, server, '/stage/opening', options);
  await page.waitForSelector('[data-panel][data-link="live"]');
  return page;
}

export async function openTab(page, name) {
  const tab = `[role="tab"]:has-text("${name}")`;
  await page.click(tab);
  await page.waitForSelector(`${tab}[aria-selected="true"]`);
}

export async function takeName(page, name) {
  await page.fill('[data-name-form] input', name);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-chat-field]');
}

export async function say(page, text) {
  await page.fill('[data-chat-field]', text);
  await page.keyboard.press('Enter');
}

/** Signs the organiser in to the studio and opens the moderator's desk. */
export async function moderatorsDesk(browser, server, options) {
  const { name, password } = await server.organiser();
  const page = await visit(browser, server, '/studio/moderate/opening', options);
  await page.fill('input[autocomplete="username"]', name);
  await page.fill('input[type="password"]', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role="tab"]:has-text("Rules")');
  return page;
}

/** Lets first messages through, so that a test needs no approval. */
export async function holdNothing(desk) {
  await openTab(desk, 'Rules');
  const hold = desk.getByRole('switch', { name: /Hold first messages/ });
  if (await hold.isChecked()) await hold.click();
  await until('first messages to pass', async () => !(await hold.isChecked()));
}

export async function openPoll(desk, text, options) {
  await openTab(desk, 'Polls');
  await desk.waitForSelector('summary');
  if (!(await desk.locator('details[open]').count())) await desk.click('summary');
  await desk.getByLabel('What is asked').fill(text);
  for (const [at, option] of options.entries()) await desk.getByLabel(`Option ${at + 1}`, { exact: true }).fill(option);
  await desk.click('button[type="submit"]:has-text("Prepare")');
  const card = desk.locator('[data-desk-poll]', { hasText: text });
  await card.getByRole('button', { name: 'Open' }).click();
  await card.getByRole('button', { name: 'Close' }).waitFor();
}

/** Milliseconds from `act` until `seen` of the other page resolves. */
export async function timed(act, seen) {
  const started = Date.now();
  const saw = seen();
  await act();
  await saw;
  return Date.now() - started;
}
