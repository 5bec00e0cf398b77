// A stranger's own camera: the ffmpeg line that the demonstration prints is run as it stands; its picture takes the
// demonstration's place on a viewer's screen and gives way to it when it stops.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import test from 'node:test';
import { Server, inRealTime, launchBrowser, sleep, until } from '../support/plenary.mjs';
import { player, seen, watch } from '../support/watch.mjs';

/** The line to paste, as printed. */
function printedLine(server) {
  const found = /^ {2}(ffmpeg -re [\s\S]*?")$/m.exec(server.output);
  assert.ok(found, server.output);
  return found[1];
}

/** When the server said something of the primary input, as real time in ms. */
const saidAt = (server, event, since) => until(`${event} of the primary`, () => server.output.split('\n')
  .filter((line) => line.startsWith('{') && line.includes(`"event":"${event}"`) && line.includes('primary'))
  .map((line) => Date.parse(JSON.parse(line).at)).find((at) => at > since - 50));

/** From five frames in a row on: a single damaged code changes nothing. */
const lasting = (shown, is) => shown.findIndex((_, i) => i + 5 <= shown.length && shown.slice(i, i + 5).every(is));
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;

test('the visitor\'s picture replaces the demonstration and gives way to it', { timeout: 600_000 }, (test) => inRealTime(test, async (t) => {
  const server = await Server.start({ demo: true });
  t.after(() => server.stop());
  await until('the demonstration on air', async () => (await server.stage('opening'))?.showing === 'input');
  const line = await until('the line to paste', () => printedLine(server));
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await watch(page, { everyFrame: true });
  await page.goto(`${server.url}/stage/opening`);
  const isDemonstration = (frame) => frame.drawn !== null;
  const shown = async (since) => (await seen(page)).shown.filter((frame) => frame.at > since);
  await until('the demonstration on screen', async () => lasting(await shown(0), isDemonstration) >= 0);
  await sleep(2000);
  const before = await seen(page);

  const pasted = Date.now();
  const visitor = spawn('bash', ['-c', `exec ${line}`], { stdio: 'ignore' });
  const exited = new Promise((resolve) => { visitor.on('exit', resolve); });
  t.after(async () => { visitor.kill('SIGKILL'); await exited; });
  const published = await saidAt(server, 'publish_started', pasted);
  const there = await until('the visitor on screen', async () => {
    const frames = await shown(pasted);
    const at = lasting(frames, (frame) => !isDemonstration(frame));
    return at < 0 ? null : frames[at];
  });
  // How far the viewer is behind what is on air, by the dates in the playlist.
  const behind = async () => Number((await player(page)).latencyMs);
  const came = there.expected - published;
  const late = await behind();
  t.diagnostic(`the visitor's picture was on screen ${seconds(came)} after it was published, ${seconds(late)} of them the viewer's ` +
    `distance from what is on air: it took the place within ${seconds(came - late)} (${seconds(published - pasted)} from the paste to the publishing)`);

  await sleep(2000);
  const stopped = Date.now();
  visitor.kill('SIGINT');
  await exited;
  const ended = await saidAt(server, 'publish_ended', stopped);
  const back = await until('the demonstration to be back', async () => {
    const frames = await shown(stopped);
    const first = lasting(frames, (frame) => !isDemonstration(frame));
    const at = first < 0 ? -1 : lasting(frames.slice(first), isDemonstration);
    return at < 0 ? null : frames[first + at];
  });
  const went = back.expected - ended;
  const then = await behind();
  t.diagnostic(`the demonstration was back on screen ${seconds(went)} after the visitor's end, ${seconds(then)} of them the viewer's ` +
    `distance: it took the place again within ${seconds(went - then)} (${seconds(ended - stopped)} from Ctrl-C to the end)`);
  const after = await seen(page);
  assert.equal(after.waiting - before.waiting, 0, 'the viewer stalled');
  assert.equal((await player(page)).errors, '0');
}));
