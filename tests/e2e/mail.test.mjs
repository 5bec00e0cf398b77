// Letters by a real mail server: an invitation that waits for it through kill -9, and a new password.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import readline from 'node:readline';
import { after, test } from 'node:test';
import { freePort, root, Server, until } from '../support/plenary.mjs';

/** Takes letters; `letters` are those that came, with their text decoded. */
async function mailServer(port) {
  const child = spawn('/usr/bin/python3', [path.join(root, 'tests/support/smtp_server.py'), '--port', String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const letters = [];
  const lines = readline.createInterface({ input: child.stdout });
  const [first] = await once(lines, 'line');
  assert.equal(JSON.parse(first).port, port);
  lines.on('line', (line) => {
    const letter = JSON.parse(line);
    const [head, body] = letter.letter.split('\r\n\r\n');
    letters.push({ ...letter, head, text: Buffer.from(body, 'base64').toString('utf8') });
  });
  return { letters, stop: () => child.stdin.end() };
}

const linkIn = (letter, page) => new RegExp(`https://conference\\.example/${page}/(\\S+)`).exec(letter.text)[1];

const port = await freePort();
const server = await Server.start({
  args: ['--public-url', 'https://conference.example', '--smtp-url', `smtp://127.0.0.1:${port}`, '--smtp-from', 'plenary@conference.example'],
});
let mail = null;
after(async () => {
  mail?.stop();
  await server.stop();
});

test('an invitation waits for its mail server, through kill -9, and comes once', { timeout: 600_000 }, async () => {
  const desk = await server.desk();
  const invited = await (await desk('POST', '/api/v1/desk/invitations', { grant: 'speaker:conference', name: 'Wang', email: 'wang@example.org', language: 'en' })).json();
  assert.equal(invited.mailed, true);
  await server.kill();
  mail = await mailServer(port);
  await server.launch();
  await until('the letter', () => mail.letters.length > 0, 150);
  const [letter] = mail.letters;
  assert.deepEqual(letter.recipients, ['wang@example.org']);
  assert.match(letter.head, /^Subject: /m);
  assert.equal(`/join/${linkIn(letter, 'join')}`, invited.url);
  const again = await server.desk();
  const { letters } = await (await again('GET', '/api/v1/desk/mail')).json();
  assert.deepEqual(letters.map(({ kind, state }) => [kind, state]), [['invitation', 'sent']]);
  const joined = await fetch(`${server.url}/api/v1/invitations/${linkIn(letter, 'join')}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: 'Wang', email: 'wang@example.org', password: 'a first long password' }),
  });
  assert.equal(joined.status, 200);
});

test('a new password comes by letter', { timeout: 600_000 }, async () => {
  const before = mail.letters.length;
  const asked = await fetch(`${server.url}/api/v1/account/reset`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: 'wang@example.org', language: 'en' }),
  });
  assert.equal(asked.status, 202);
  const letter = await until('the letter', () => mail.letters.slice(before).find(({ text }) => text.includes('/reset/')));
  const target = `${server.url}/api/v1/account/reset/${linkIn(letter, 'reset')}`;
  const set = () => fetch(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ password: 'an entirely new one' }) });
  assert.equal((await set()).status, 200);
  assert.equal((await set()).status, 404, 'a link works once');
  await server.signIn({ email: 'wang@example.org', password: 'an entirely new one' });
  const page = await (await server.get('/reset')).text();
  assert.match(page, /noindex/);
});

test('pages name the public address and a picture that is there', { timeout: 600_000 }, async () => {
  const page = await (await server.get('/?lang=en')).text();
  assert.match(page, /<link rel="canonical" href="https:\/\/conference\.example\/">/);
  const image = /property="og:image" content="https:\/\/conference\.example([^"]+)"/.exec(page)[1];
  const picture = await server.get(image);
  assert.equal(picture.status, 200);
  assert.equal(picture.headers.get('content-type'), 'image/png');
  const bytes = new Uint8Array(await picture.arrayBuffer());
  assert.deepEqual([...bytes.slice(1, 4)], [0x50, 0x4e, 0x47]);
});
