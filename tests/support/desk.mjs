// The organiser's desk in a real browser: what the tests of its pages share.

import { until } from './plenary.mjs';

/** A field of a form by its place in the package. */
export const placed = (file, ...steps) => `[id="${file}#${steps.map((step) => (typeof step === 'object' ? `[${step.id}]` : step)).join('/')}"]`;

/** Everything written so far is on the server. */
export const saved = (page) => page.waitForSelector('[data-unsaved="0"]:not(:has(.warn))', { state: 'attached' });

export async function signIn(page, url, { name, password }, target = '/admin') {
  await page.goto(`${url}${target}`);
  await page.fill('input[autocomplete="username"]', name);
  await page.fill('input[type="password"]', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-page]');
}

/** Goes to a page of the desk by its link, as somebody does who edits: nothing is loaded anew. */
export async function visit(page, name) {
  const link = page.locator(`nav a[href="/admin${name === 'overview' ? '' : `/${name}`}"]`);
  await link.waitFor({ state: 'attached' });
  if (!(await link.isVisible())) await page.click('button.menu');
  await link.click();
  await page.waitForSelector(`[data-page="${name}"]`);
}

/** Makes a new entry by the dialog of the page that is open. */
export async function make(page, kind, words) {
  await page.click('[data-make]');
  const form = page.locator(`form[data-new="${kind}"]`);
  for (const [language, text] of Object.entries(words)) await form.locator(`[name="${language}"]`).fill(text);
  const id = await until('an id made of the title', () => form.locator('[name="id"]').inputValue());
  await form.locator('[type="submit"]').click();
  await form.waitFor({ state: 'detached' });
  return id;
}

/** Chooses in a reference's search; what is not there is made. */
export async function pick(page, place, words) {
  const box = page.locator(place.replace(/"\]$/, '~pick"]'));
  await box.click();
  await box.fill(words);
  await page.keyboard.press('Enter');
}

/** Answers the first questions of an empty server. */
export async function setUp(page, { languages, title, short, host, from, to, zone }) {
  await page.waitForSelector('input[name="language"]');
  for (const box of await page.locator('input[name="language"]').all()) {
    if ((await box.isChecked()) && !languages.includes(await box.inputValue())) await box.uncheck();
  }
  for (const language of languages) await page.check(`input[name="language"][value="${language}"]`);
  for (const language of languages) {
    await page.fill(`[name="title-${language}"]`, title[language]);
    await page.fill(`[name="host-${language}"]`, host[language]);
  }
  await page.fill('[name="short"]', short);
  await page.fill('[name="from"]', from);
  await page.fill('[name="to"]', to);
  await page.fill('[name="zone"]', zone);
  await page.click('button[type="submit"]');
  await page.waitForSelector('[data-page="overview"]');
}
