// `plenary rehearse` against a real server: everybody joins, hears, speaks and votes; what the report says
// agrees with what the server says.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Server, binary, launchBrowser } from '../support/plenary.mjs';

const STAGE = 'opening';

function rehearse(args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(binary, ['rehearse', ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { output += chunk; });
    child.on('exit', (code) => resolve({ code, output }));
  });
}

test('two hundred viewers join, speak and vote, and the report tells it', { timeout: 600_000 }, async (t) => {
  const server = await Server.start({ rehearsal: true });
  t.after(() => server.stop());
  const { name, password } = await server.organiser();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plenary-rehearsal-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));

  const { code, output } = await rehearse([
    server.url, STAGE, '--viewers', '200', '--join', '3', '--stay', '30', '--storm', '100', '--chat', '5',
    '--vote', '--organiser', name, '--report', folder,
  ], { PLENARY_REHEARSE_PASSWORD: password });
  t.diagnostic(output);
  assert.equal(code, 0, output);

  const report = JSON.parse(readFileSync(path.join(folder, 'rehearsal.json'), 'utf8'));
  assert.equal(report.joins.done, 300);
  assert.equal(report.joins.failed, 0);
  assert.ok(report.pulses.received > 2000, `${report.pulses.received} pulses`);
  assert.ok(report.acts.acknowledged > 200, `${report.acts.acknowledged} acts`);
  assert.ok(report.votes.acknowledged >= 190, `${report.votes.acknowledged} votes`);
  assert.equal(report.votes.counted, report.votes.acknowledged);
  assert.deepEqual(report.errors, { http_statuses: {}, close_codes: {}, broken_connections: 0 });
  assert.ok(report.seconds.some((second) => second.counted > 0), 'the server counts');
  assert.ok(report.server.cores > 0);

  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  await page.goto(`file://${path.join(folder, 'rehearsal.html')}`);
  await page.locator('svg').nth(3).waitFor();
  assert.equal(await page.locator('svg').count(), 4);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 360, `the page is ${width} px wide`);
});

test('what cannot be rehearsed is said in a sentence', { timeout: 600_000 }, async (t) => {
  const server = await Server.start({ rehearsal: true });
  t.after(() => server.stop());
  const cases = [
    [['http://127.0.0.1:9', STAGE], 1, /nobody answers at http:\/\/127\.0\.0\.1:9/],
    [[server.url, 'nowhere'], 1, /knows no stage 'nowhere'/],
    [['localhost', STAGE], 1, /begins with http/],
    [[server.url, STAGE, '--viewers', '0'], 2, /--viewers/],
    [[server.url, STAGE, '--vote'], 2, /--organiser/],
  ];
  for (const [args, status, sentence] of cases) {
    const { code, output } = await rehearse(args);
    assert.equal(code, status, output);
    assert.match(output, sentence);
  }
  const wrong = await rehearse([server.url, STAGE, '--organiser', 'nobody', '--vote'], { PLENARY_REHEARSE_PASSWORD: 'x'.repeat(12) });
  assert.equal(wrong.code, 1);
  assert.match(wrong.output, /does not let 'nobody' in/);
});
