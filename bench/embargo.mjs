#!/usr/bin/env node
// What an embargo keeps: 100,000 probes before the instant, none of which tells anything, by bytes or by time; and
// 10,000 fetches at the instant.  node bench/embargo.mjs [--probes 100000] [--fetches 10000]
//
// Time is compared at each address in each way of asking by itself, the secret's with that of what never was, in turns
// whose order is left to chance. What is slower than nine tenths of both is left out: that is the machine's own
// business. A hundred comparisons of things that do not differ stay below 4.5 together in 999 runs of 1,000.

import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import http from 'node:http';
import { parseArgs, promisify } from 'node:util';
import { Server, binary, sleep, until } from '../tests/support/plenary.mjs';
import { armByTwo, kId, kSecret, kWords, lists, packageWithSecret, searches, threes } from '../tests/support/embargo.mjs';

const { values } = parseArgs({ options: { probes: { type: 'string', default: '100000' }, fetches: { type: 'string', default: '10000' } } });
const probes = Number(values.probes);
const fetches = Number(values.fetches);
const run = (...args) => promisify(execFile)(binary, args);
const opening = Date.parse('2020-07-23T12:00:00Z');
const at = (ms) => new Date(opening + ms).toISOString();

/** One request on a connection that stays: status, headers without the date, body, nanoseconds. */
function ask(agent, server, address, { method = 'GET', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const request = http.request({ agent, host: '127.0.0.1', port: server.port, path: address, method, headers: { host: `localhost:${server.port}`, ...headers } });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({
        ns: Number(process.hrtime.bigint() - began), status: response.statusCode,
        headers: JSON.stringify({ ...response.headers, date: '' }), body: Buffer.concat(chunks),
      }));
    });
    request.end();
  });
}

/** From the second start to the instant. */
const kLead_ms = 15_000;
const kBound = 4.5;

/** Welch's t of two samples, of each what is within the fastest nine tenths of both. */
function welch(left, right) {
  const bound = [...left, ...right].sort((a, b) => a - b)[Math.floor(0.9 * (left.length + right.length))];
  const facts = [left, right].map((all) => {
    const kept = all.filter((one) => one <= bound);
    const mean = kept.reduce((sum, one) => sum + one, 0) / kept.length;
    return { mean, error: kept.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (kept.length - 1) / kept.length };
  });
  return { t: (facts[0].mean - facts[1].mean) / Math.sqrt(facts[0].error + facts[1].error), means_us: facts.map(({ mean }) => mean / 1000) };
}

const folder = packageWithSecret(at(3_600_000));
const server = await Server.start({ rehearsal: true, conference: folder, args: ['--clock', at(0)] });
try {
  const { statuses } = await armByTwo(server, run);
  if (statuses.some((status) => status !== 200)) throw new Error(`arming: ${statuses}`);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const kinds = [{}, { method: 'HEAD' }, { headers: { range: 'bytes=0-99' } }, { headers: { accept: 'text/html', 'accept-encoding': 'gzip' } }];
  const doors = await until('the picture of what is out', async () => {
    const found = await threes(server);
    return (await Promise.all(found.map(({ open }) => server.get(open)))).every(({ status }) => status === 200) && found;
  });
  const questions = [
    ...doors.flatMap(({ secret, never }) => kinds.map((kind) => ({ pair: [secret, never], kind, status: 404 }))),
    ...searches.map(({ secret, never }) => ({ pair: [secret, never], kind: {}, status: 200 })),
  ].map((question) => ({ ...question, times: [[], []] }));
  const public_ = [...(await lists(server)).map(({ address }) => address), ...searches.map(({ secret }) => secret)];
  const told = [];
  let differ = 0;
  let asked = 0;
  const read = (address, body) => {
    const text = body.toString();
    for (const word of kWords) if (text.includes(word)) told.push(address);
  };
  const quiet = (body) => body.toString().replaceAll(/"now":"[^"]*"|"took_us":\d+/g, '');
  for (let i = 0; asked < probes; i += 1) {
    const { pair, kind, status, times } = questions[i % questions.length];
    // Which of the two comes first is left to chance, or the order would be in the time.
    const first = Math.random() < 0.5 ? 0 : 1;
    const answers = [];
    for (const which of [first, 1 - first]) answers[which] = await ask(agent, server, pair[which], kind);
    asked += 2;
    answers.forEach((answer, which) => times[which].push(answer.ns));
    read(pair[0], answers[0].body);
    // A clock and a duration have other digits each time, and so another length once they are compressed or printed.
    const free = status === 200 || answers[0].headers.includes('gzip');
    const same = answers.every((answer) => answer.status === status) &&
      ((free && answers[0].headers.includes('gzip')) || quiet(answers[0].body) === quiet(answers[1].body)) && (free || answers[0].headers === answers[1].headers);
    if (!same) differ += 1;
    if (i % 50 === 0) {
      const list = public_[(i / 50) % public_.length];
      read(list, (await ask(agent, server, list)).body);
      asked += 1;
    }
  }
  const found = questions.map(({ pair, kind, times }) => ({ address: pair[0], kind, ...welch(...times) })).sort((one, other) => Math.abs(other.t) - Math.abs(one.t));
  for (const { address, kind, t, means_us } of found.slice(0, 8)) {
    console.log(`  |t| = ${Math.abs(t).toFixed(2)}  means ${means_us.map((one) => one.toFixed(1)).join(' and ')} us  ${address} ${JSON.stringify(kind)}`);
  }
  const worst = Math.abs(found[0].t);
  console.log(`probes ${asked}: ${told.length} told something, ${differ} differed, the largest |t| of ${found.length} comparisons = ${worst.toFixed(2)} (bound ${kBound} each)`);

  await server.kill();
  server.options.args = ['--clock', at(3_600_000 - kLead_ms)];
  await server.launch();
  let seen = 0;
  const patience = Date.now() + kLead_ms + 60_000;
  while ((await ask(agent, server, `/api/v1/reports/${kId}`)).status === 404) {
    if (Date.now() > patience) throw new Error('the instant is a minute gone and the report is not out');
    seen += 1;
    await sleep(2);
  }
  if (seen === 0) throw new Error('the server took so long to start that the instant was over');
  const many = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const began = process.hrtime.bigint();
  const answers = await Promise.all(Array.from({ length: fetches }, () => ask(many, server, `/api/v1/reports/${kId}`)));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const good = answers.filter(({ status, body }) => status === 200 && body.includes(kSecret)).length;
  console.log(`at the instant: ${good} of ${fetches} fetches whole in ${seconds.toFixed(2)} s (bound 2 s)`);
  many.destroy();
  agent.destroy();
  process.exitCode = told.length === 0 && differ === 0 && worst < kBound && good === fetches && seconds <= 2 ? 0 : 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
