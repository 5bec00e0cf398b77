// Operations over TLS: a real browser plays over HTTP/2, signs in and has its pulse; a new certificate is taken up
// by SIGHUP without a drop; SIGTERM tells the sockets and ends with status 0.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import tls from 'node:tls';
import { Publisher, Server, launchBrowser, until } from '../support/plenary.mjs';
import { player, seen, watch } from '../support/watch.mjs';

// The certificates are made here; nobody vouches for them.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
process.removeAllListeners('warning');

const STAGE = 'opening';

/** A certificate and its key under `folder`, in place of those that are there. */
function makeCertificate(folder) {
  const [certificate, key] = ['server.crt', 'server.key'].map((name) => path.join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
    '-subj', '/CN=plenary', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', `${key}.new`, '-out', `${certificate}.new`],
  { stdio: 'ignore' });
  renameSync(`${key}.new`, key);
  renameSync(`${certificate}.new`, certificate);
  return { certificate, key };
}

/** The fingerprint of the certificate that a new connection is shown. */
const fingerprint = (server) => new Promise((resolve, reject) => {
  const socket = tls.connect({ host: '127.0.0.1', port: server.port, servername: 'localhost', rejectUnauthorized: false }, () => {
    resolve(socket.getPeerCertificate().fingerprint256);
    socket.end();
  });
  socket.on('error', reject);
});

/** Notes how the page's sockets end. */
function noteSockets() {
  window.__closed = [];
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener('close', ({ code }) => window.__closed.push({ url: this.url, code }));
    }
  };
}

test('TLS carries everything, takes a new certificate without a drop, and is drained', { timeout: 600_000 }, async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plenary-tls-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { certificate, key } = makeCertificate(folder);
  const server = await Server.start({ rehearsal: true, args: ['--tls-cert', certificate, '--tls-key', key] });
  t.after(() => server.stop());
  const desk = await server.desk();
  assert.equal((await desk('POST', `/api/v1/desk/stages/${STAGE}/open`)).status, 204);
  const publisher = new Publisher(server, await server.key(STAGE, 'primary'));
  t.after(() => publisher.kill());
  await until('the input on air', async () => (await server.stage(STAGE)).showing === 'input');

  const browser = await launchBrowser();
  t.after(() => browser.close());
  const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 800 }, locale: 'en' });
  const page = await context.newPage();
  const sockets = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await watch(page);
  await page.addInitScript(noteSockets);
  await page.goto(`${server.url}/stage/${STAGE}`);
  await until('the first frame', async () => (await seen(page))?.firstFrame);
  await page.waitForSelector('[data-panel][data-link="live"]');
  assert.ok(sockets.some((url) => url.startsWith(`wss://localhost:${server.port}/p1/`)), `the sockets are ${sockets}`);
  const protocols = await page.evaluate(() => performance.getEntriesByType('resource')
    .filter(({ name }) => name.includes('/live/') || name.includes('/assets/')).map(({ nextHopProtocol }) => nextHopProtocol));
  assert.deepEqual([...new Set(protocols)].filter(Boolean), ['h2']);  // A fetch that was given up has none.

  // The organiser's cookie is bound to this host and to TLS.
  const studio = await context.newPage();
  const { name, password } = await server.organiser();
  await studio.goto(`${server.url}/studio`);
  await studio.fill('input[autocomplete="username"]', name);
  await studio.fill('input[type="password"]', password);
  await studio.keyboard.press('Enter');
  const cookie = await until('the cookie', async () => (await context.cookies()).find((one) => one.name.startsWith('__Host-')));
  assert.deepEqual({ secure: cookie.secure, httpOnly: cookie.httpOnly, path: cookie.path }, { secure: true, httpOnly: true, path: '/' });
  await studio.getByRole('button', { name: 'Log out' }).waitFor();
  await studio.close();

  const old = await fingerprint(server);
  const before = await seen(page);
  makeCertificate(folder);
  assert.equal(await fingerprint(server), old, 'not before it is told');
  server.child.kill('SIGHUP');
  await until('the new certificate', async () => await fingerprint(server) !== old);
  const turned = (await seen(page)).shown.length;
  await until('it to play on', async () => (await seen(page)).shown.length > turned + 15);
  const after = await seen(page);
  t.diagnostic(`through the change of the certificate: ${after.waiting - before.waiting} stalls, the player: ${JSON.stringify(await player(page))}`);
  assert.deepEqual(after.errors, []);
  assert.equal((await player(page)).errors, '0');
  assert.deepEqual(await page.evaluate(() => window.__closed), [], 'no socket was closed');

  server.child.kill('SIGTERM');
  const closed = await until('the socket to be closed', () => page.evaluate(() => (window.__closed.length ? window.__closed : null)));
  assert.equal(closed[0].code, 1012);
  assert.deepEqual(await server.exited, { code: 0, signal: null });
});
