// What an embargo keeps: 100,000 probes before the instant, none of which tells anything, by bytes or by time; and
// 10,000 fetches at the instant.  node bench/embargo.mjs [--probes 100000] [--fetches 10000]

import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import http from 'node:http';
import { parseArgs, promisify } from 'node:util';
import { Server, binary, sleep } from '../tests/support/plenary.mjs';
import { armByTwo, kId, kSecret, kSlug, lists, packageWithSecret, pairs } from '../tests/support/embargo.mjs';

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

/** Welch's t of two samples, of each the fastest nine tenths: what is slower is the machine's own business. */
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
  await armByTwo(server, run);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const kinds = [{}, { method: 'HEAD' }, { headers: { range: 'bytes=0-99' } }, { headers: { accept: 'text/html', 'accept-encoding': 'gzip' } }];
  const two = pairs();
  const times = [[], []];
  const told = [];
  let differ = 0;
  let asked = 0;
  const read = (address, body) => {
    const text = body.toString();
    for (const word of [kSecret, kId, kSlug]) if (text.includes(word)) told.push(address);
  };
  for (let i = 0; asked < probes; i += 1) {
    const pair = two[i % two.length];
    const kind = kinds[Math.floor(i / two.length) % kinds.length];
    // Which of the two comes first is left to chance, or the order would be in the time.
    const first = Math.random() < 0.5 ? 0 : 1;
    const answers = [];
    for (const which of [first, 1 - first]) answers[which] = await ask(agent, server, pair[which], kind);
    asked += 2;
    answers.forEach((answer, which) => times[which].push(answer.ns));
    read(pair[0], answers[0].body);
    const clock = (body) => body.toString().replaceAll(/"now":"[^"]*"/g, '');
    const zipped = answers[0].headers.includes('gzip');
    const same = answers[0].status === 404 && answers[1].status === 404 &&
      (zipped || (answers[0].headers === answers[1].headers && clock(answers[0].body) === clock(answers[1].body)));
    if (!same) differ += 1;
    if (i % 50 === 0) {
      const list = lists[(i / 50) % lists.length];
      read(list, (await ask(agent, server, list)).body);
      asked += 1;
    }
  }
  const { t, means_us } = welch(times[0], times[1]);
  console.log(`probes ${asked}: ${told.length} told something, ${differ} differed, |t| = ${Math.abs(t).toFixed(2)} (bound 4.5), means ${means_us.map((one) => one.toFixed(1)).join(' and ')} us`);

  await server.kill();
  server.options.args = ['--clock', at(3_600_000 - 5_000)];
  await server.launch();
  let seen = 0;
  while ((await ask(agent, server, `/api/v1/reports/${kId}`)).status === 404) { seen += 1; await sleep(2); }
  const many = new http.Agent({ keepAlive: true, maxSockets: 64 });
  const began = process.hrtime.bigint();
  const answers = await Promise.all(Array.from({ length: fetches }, () => ask(many, server, `/api/v1/reports/${kId}`)));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const good = answers.filter(({ status, body }) => status === 200 && body.includes(kSecret)).length;
  console.log(`at the instant: ${good} of ${fetches} fetches whole in ${seconds.toFixed(2)} s (bound 2 s)`);
  many.destroy();
  agent.destroy();
  process.exitCode = told.length === 0 && differ === 0 && Math.abs(t) < 4.5 && good === fetches && seconds <= 2 ? 0 : 1;
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
