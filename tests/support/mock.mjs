// The pages before a mock of the API: large programmes and speakers' links without a conference being held.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { drawn, freePort, root, until } from './plenary.mjs';

const require = createRequire(path.join(root, 'web/package.json'));
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Serves web/dist with the API of a scene (web/dev/scenes.mjs), without an exhibition and its special events. */
export async function startMock(scene) {
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(root, 'web/dev/mock.mjs'), '--port', String(port), '--scene', scene, '--no-halls'], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await until('the mock to answer', async () => (await fetch(`${url}/`)).ok);
  return { url, stop: () => child.kill('SIGTERM') };
}

/** The page has what it asked for, and colours that were changing have arrived: what is seen on the way is nobody's contrast. */
export async function settled(page) {
  const waits = page.locator('[role="status"], .waiting').filter({ hasText: /^\s*(Loading|正在[载加]|Memuat)[^…]*…\s*$/ });
  await until('the page to have asked', async () => (await waits.count()) === 0);
  await drawn(page);
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition).map(({ finished }) => finished)));
}

/** What axe finds wrong with a page, by all of its rules or those named; one line each. */
export async function violations(page, rules = null) {
  await settled(page);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const { violations: found } = await page.evaluate(
    (only) => window.axe.run(document, { resultTypes: ['violations'], ...(only ? { runOnly: only } : {}) }), rules);
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`));
}

/** The rules that look at colours, which are all that a page changes by night. */
const kColourRules = ['color-contrast', 'link-in-text-block'];

/**
 * The same by day, and of its colours after the reader's device has turned to night: `day: ` or `night: ` before each line.
 * `seen` is called with 'light' and with 'dark' while the page is so.
 */
export async function violationsByDayAndNight(page, seen = async () => {}) {
  const found = [];
  for (const [when, colorScheme, rules] of [['day', 'light', null], ['night', 'dark', kColourRules]]) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await violations(page, rules)).map((violation) => `${when}: ${violation}`));
    await seen(colorScheme);
  }
  return found;
}
