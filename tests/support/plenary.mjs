// A real server, a real publisher and a real browser for the end-to-end tests and the measurements.

import { spawn, execFile } from 'node:child_process';
import dns from 'node:dns';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

// Servers here listen on 127.0.0.1; Node 18 asks only the first address of `localhost`, which may be ::1.
dns.setDefaultResultOrder('ipv4first');

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const binary = process.env.PLENARY_BINARY ?? path.join(root, 'build/release/plenary');
const require = createRequire(path.join(root, 'web/package.json'));

export const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const run = promisify(execFile);

export async function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Calls `probe` until it gives something truthy; fails after `seconds` with what it was waiting for. A minute
 * tells what hangs from a machine that is busy; nothing is to be learnt from waiting less.
 */
export async function until(what, probe, seconds = 60) {
  const deadline = Date.now() + 1000 * seconds;
  let last;
  while (Date.now() < deadline) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  }
  throw new Error(`waited ${seconds} s for ${what}${last ? `: ${last.message}` : ''}`);
}

/**
 * Asserts until it is so: what a click, a key or a pulse changes on a page is there when the page is drawn, not when
 * the click is answered. After a minute it fails as the assertion does.
 */
export async function soon(assertion, seconds = 60) {
  const deadline = Date.now() + 1000 * seconds;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() >= deadline) throw error;
    }
    await sleep(100);
  }
}

/**
 * Runs `attempt`, which looks at what happens in real time. If it fails where other programs kept this
 * machine from working in real time, that says nothing, and it runs again: three times at most. What it
 * hands to `after` is done after each attempt, last first.
 */
export async function inRealTime(t, attempt) {
  for (let left = 3; ; left -= 1) {
    let latest = 0;
    let expected = Date.now() + 20;
    const sampler = setInterval(() => {
      latest = Math.max(latest, Date.now() - expected);
      expected = Date.now() + 20;
    }, 20);
    const afterwards = [];
    try {
      return await attempt({
        after: (what) => afterwards.unshift(what), diagnostic: (words) => t.diagnostic(words), skip: (why) => t.skip(why),
      });
    } catch (error) {
      if (latest < 200 || left <= 1) throw error;
      t.diagnostic(`once more: this machine stood still for ${latest} ms (${error.message})`);
    } finally {
      clearInterval(sampler);
      for (const what of afterwards) await what();
    }
  }
}

export class Server {
  /** `conference: null` serves an empty folder. @param {{demo?: boolean, rehearsal?: boolean, conference?: string | null, data?: string, args?: string[]}} options */
  static async start(options = {}) {
    const server = new Server();
    server.data = options.data ?? mkdtempSync(path.join(os.tmpdir(), 'plenary-e2e-'));
    server.ownData = !options.data;
    server.port = options.port ?? await freePort();
    server.rtmpPort = options.rtmpPort ?? await freePort();
    server.options = options;
    server.url = `${options.args?.includes('--tls-cert') ? 'https' : 'http'}://localhost:${server.port}`;
    await server.launch();
    return server;
  }

  async launch() {
    const { demo, rehearsal, conference = path.join(root, 'examples/cic2020'), args = [] } = this.options;
    this.output = '';
    this.child = spawn(binary, [
      'serve', '--data', this.data, ...(conference ? ['--conference', conference] : []),
      '--listen', `127.0.0.1:${this.port}`, '--rtmp', `127.0.0.1:${this.rtmpPort}`,
      ...(demo ? ['--demo'] : []), ...(rehearsal ? ['--rehearsal'] : []), ...args,
    ], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.exited = new Promise((resolve) => { this.child.on('exit', (code, signal) => resolve({ code, signal })); });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (chunk) => { this.output += chunk; if (process.env.PLENARY_VERBOSE) process.stderr.write(chunk); });
    }
    let gone = null;
    this.exited.then((how) => { gone = how; });
    await until('the server to be ready', async () => {
      if (gone) throw new Error(`it ended with ${gone.code}: ${this.output.slice(-2000)}`);
      return (await fetch(`${this.url}/readyz`)).ok;
    }).catch(async (error) => {
      // Left alone it would keep the test from ending.
      await this.kill();
      throw error;
    });
  }

  get(target) { return fetch(`${this.url}${target}`); }
  async json(target) { return (await this.get(target)).json(); }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM');
    const how = await this.exited;
    if (this.ownData) rmSync(this.data, { recursive: true, force: true });
    return how;
  }

  /** kill -9, as a power cut would. The data folder stays; launch() goes on with it. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  /** A fresh key of an input; what published with the old one is cut off. */
  async key(stage, input) {
    const { stdout } = await run(binary, ['key', stage, input, '--data', this.data, '--rtmp', `127.0.0.1:${this.rtmpPort}`]);
    return /stream key\s+(\S+)/.exec(stdout)[1];
  }

  async organiser(name = 'organiser') {
    const { stdout } = await run(binary, ['user', name, '--data', this.data]);
    return { name, password: /password\s+(\S+)/.exec(stdout)[1] };
  }

  /** Signs in and returns fetch bound to the organiser: desk('POST', '/api/v1/desk/...', body). */
  async desk() {
    return this.signIn(await this.organiser());
  }

  /** As desk(), for credentials at hand: a new password ends the sessions of the one before. */
  async signIn(credentials) {
    const answer = await fetch(`${this.url}/api/v1/session`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(credentials),
    });
    if (!answer.ok) throw new Error(`signing in: ${answer.status}`);
    const cookie = answer.headers.get('set-cookie').split(';')[0];
    const { csrf } = await answer.json();
    return async (method, target, body) => fetch(`${this.url}${target}`, {
      method, headers: { cookie, 'x-plenary-csrf': csrf, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  async stage(id) { return (await this.json('/api/v1/stages')).find((stage) => stage.id === id); }

  /** CPU seconds that the server has used (user and system). */
  async cpuSeconds() {
    const { readFile } = await import('node:fs/promises');
    const stat = await readFile(`/proc/${this.child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }
}

/** An ffmpeg that publishes by RTMP; `picture` is a lavfi source or other input arguments. */
export class Publisher {
  constructor(server, streamKey, { picture, sound, encoder } = {}) {
    const input = picture ?? ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25'];
    const tone = sound ?? ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'];
    const codec = encoder ?? [
      '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', '50',
      '-b:v', '1500k', '-c:a', 'aac', '-b:a', '96k'];
    this.child = spawn('ffmpeg', [
      '-hide_banner', '-loglevel', 'error', '-nostdin', ...input, ...tone, ...codec,
      '-f', 'flv', `rtmp://127.0.0.1:${server.rtmpPort}/live/${streamKey}`,
    ], { stdio: ['pipe', 'ignore', 'pipe'] });
    this.errors = '';
    this.child.stderr.on('data', (chunk) => { this.errors += chunk; });
    this.exited = new Promise((resolve) => { this.child.on('exit', (code) => resolve(code)); });
  }

  async kill() { this.child.kill('SIGKILL'); await this.exited; }
  async stop() { this.child.kill('SIGINT'); await this.exited; }
}

const CHROMIUM_FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required', '--mute-audio',
];

/** Debian's Chromium with a fresh profile. Its pages wait two minutes, as a busy machine may take long over what comes at once elsewhere. */
export async function launchBrowser(args = []) {
  const { chromium } = require('playwright-core');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: [...CHROMIUM_FLAGS, ...args], timeout: 120_000,
  });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(120_000);
    return context;
  };
  return browser;
}

/** What the page was told is drawn. */
export const drawn = (page) => page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
