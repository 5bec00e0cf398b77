// The pages before a mock of the API: large programmes and speakers' links without a conference being held.

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, root, until } from './plenary.mjs';

const require = createRequire(path.join(root, 'web/package.json'));
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Serves web/dist with the API of a scene (web/dev/scenes.mjs), without an exhibition and its special events. */
export async function startMock(scene) {
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(root, 'web/dev/mock.mjs'), '--port', String(port), '--scene', scene, '--no-halls'], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await until('the mock to answer', async () => (await fetch(`${url}/`)).ok, 20);
  return { url, stop: () => child.kill('SIGTERM') };
}

/** What axe finds wrong with a page, one line each. */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`));
}
