#!/usr/bin/env node
// Holds a live stage to the rules of Low-Latency HLS:
//
//   node tests/hls_probe/probe.mjs http://localhost:8080/live/opening/index.m3u8 [--seconds 60]
//   node tests/hls_probe/probe.mjs URL --ended      the same stage once it has closed, or a replay
//
// Follows every rendition as a player does, tries what a player should not, and prints each rule with how
// often it was judged and what broke it. Exit status 1 if anything did.

import http from 'node:http';
import https from 'node:https';
import zlib from 'node:zlib';
import { performance } from 'node:perf_hooks';
import { edgeOf, parseMedia, parseMultivariant } from './playlist.mjs';
import { exchangeRules, multivariantRules, playlistRules, runRules, successionRules } from './rules.mjs';

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const tlsAgent = new https.Agent({ keepAlive: true, maxSockets: 64, rejectUnauthorized: false });

/** One request: status, headers, body, how long it took in all and from the first byte on. */
function fetchOnce(url, { method = 'GET', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const secure = url.startsWith('https:');
    const request = (secure ? https : http).request(
      url, { method, headers: { 'accept-encoding': 'gzip', ...headers }, agent: secure ? tlsAgent : agent, timeout: 20000 },
      (response) => {
        const first = performance.now();
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const raw = Buffer.concat(chunks);
          const zipped = response.headers['content-encoding'] === 'gzip' && raw.length > 0;
          resolve({
            status: response.statusCode, headers: response.headers, bytes: raw.length,
            body: zipped ? zlib.gunzipSync(raw) : raw,
            seconds: (performance.now() - begun) / 1000, bodySeconds: (performance.now() - first) / 1000,
          });
        });
        response.on('error', reject);
      });
    request.on('timeout', () => request.destroy(new Error(`no answer from ${url} within 20 s`)));
    request.on('error', reject);
    request.end();
  });
}

function boxesOf(bytes) {
  const names = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    names.push(bytes.toString('latin1', at + 4, at + 8));
    if (size < 8) break;
    at += size;
  }
  return names;
}

function findBox(bytes, path) {
  let [from, to] = [0, bytes.length];
  for (const name of path) {
    let found = null;
    for (let at = from; at + 8 <= to;) {
      const size = bytes.readUInt32BE(at);
      if (bytes.toString('latin1', at + 4, at + 8) === name) { found = [at + 8, at + size]; break; }
      if (size < 8) break;
      at += size;
    }
    if (!found) return null;
    [from, to] = found;
  }
  return bytes.subarray(from, to);
}

/** baseMediaDecodeTime of the first fragment (ISO/IEC 14496-12, 8.8.12). */
function decodeTime(segment) {
  const tfdt = findBox(segment, ['moof', 'traf', 'tfdt']);
  if (!tfdt) return NaN;
  return tfdt[0] === 1 ? Number(tfdt.readBigUInt64BE(4)) : tfdt.readUInt32BE(4);
}

/** The media timescale out of an initialisation segment (mdhd, 8.4.2). */
function timescale(init) {
  const mdhd = findBox(init, ['moov', 'trak', 'mdia', 'mdhd']);
  if (!mdhd) return NaN;
  return mdhd.readUInt32BE(mdhd[0] === 1 ? 20 : 12);
}

class Verdicts {
  constructor() { this.rules = new Map(); }

  judge(rules, subject, where) {
    for (const rule of rules) {
      if (rule.kind && rule.kind !== subject.kind) continue;
      if (rule.applies && !rule.applies(subject)) continue;
      const verdict = this.rules.get(rule.id) ?? { why: rule.why, judged: 0, wrong: [] };
      this.rules.set(rule.id, verdict);
      verdict.judged += 1;
      for (const sentence of rule.check(subject)) verdict.wrong.push(`${where}: ${sentence}`);
    }
  }
}

class Rendition {
  constructor(verdicts, url, others, announced) {
    Object.assign(this, { verdicts, url, others, announced });
    this.fetching = [];
    this.name = new URL(url).pathname.split('/').slice(-2).join('/');
    this.intervals = [];
    this.segments = [];
    this.dropped = [];
  }

  judge(rules, subject) { this.verdicts.judge(rules, subject, this.name); }

  async playlist(query, kind, extra = {}) {
    const answer = await fetchOnce(`${this.url}${query}`);
    const playlist = answer.status === 200 ? parseMedia(answer.body.toString()) : null;
    const targetDuration = playlist?.targetDuration ?? this.last?.targetDuration ?? 2;
    this.judge(exchangeRules, { ...answer, ...extra, kind, playlist, targetDuration });
    if (playlist && !playlist.skipTag) {
      playlist.others = this.others;
      playlist.young = this.young;
      this.judge(playlistRules, playlist);
      if (this.last) this.judge(successionRules, [this.last, playlist]);
      this.last = playlist;
    }
    return playlist;
  }

  resolve(uri) { return new URL(uri, this.url).href; }

  /** Follows part by part, as a player does, until `deadline`. */
  async follow(deadline) {
    this.young = true;
    await this.playlist('', 'plain');
    this.young = this.last.segments.length < 6;
    const init = await fetchOnce(this.resolve(this.last.mapUri));
    this.judge(exchangeRules, { ...init, kind: 'media', targetDuration: this.last.targetDuration });
    this.scale = timescale(init.body);
    this.grid = this.last.segments.at(-1)?.duration ?? 1.92;
    this.begun = performance.now();
    this.firstEdge = edgeOf(this.last);
    let seen = null;
    for (let round = 0; performance.now() < deadline; round += 1) {
      const edge = edgeOf(this.last);
      const whole = this.last.open.length === 0;
      const next = whole ? { number: edge.number + 1, part: 0 } : { number: edge.number, part: edge.part + 1 };
      const before = this.last;
      await this.playlist(`?_HLS_msn=${next.number}&_HLS_part=${next.part}`, 'block-part', next);
      const now = performance.now();
      if (seen !== null) this.intervals.push((now - seen) / 1000);
      seen = now;
      // Beside following, so that the next part is not noticed late.
      if (this.last.segments.at(-1)?.number > (before.segments.at(-1)?.number ?? 0)) {
        this.fetching.push(this.wholeSegment(this.last.segments.at(-1), this.last.targetDuration));
      }
      this.young = this.last.segments.length < 6;
    }
    this.finished = performance.now();
    await Promise.all(this.fetching);
  }

  /** The newest whole segment: its bytes, its parts' bytes, its decode time. */
  async wholeSegment(segment, targetDuration) {
    if (segment.gap || segment.parts.length === 0) return;
    const answer = await fetchOnce(this.resolve(segment.uri));
    let partBytes = 0;
    for (const part of segment.parts) partBytes += (await fetchOnce(this.resolve(part.uri))).bytes;
    this.segments.push({ bytes: answer.bytes, duration: segment.duration });
    this.dropped.push({ at: performance.now(), uri: segment.parts[0].uri });
    this.judge(exchangeRules, { ...answer, kind: 'media', targetDuration });
    this.judge(exchangeRules, {
      ...answer, kind: 'segment', partBytes, number: segment.number, grid: this.grid, targetDuration,
      decodeSeconds: decodeTime(answer.body) / this.scale,
    });
  }

  /** What a player should not do, and what it may do beside following. */
  async provoke(deadline) {
    // follow() has read a few playlists by then.
    await new Promise((resolve) => { setTimeout(resolve, 2500); });
    while (performance.now() < deadline - 7000) {
      const { targetDuration } = this.last;
      await this.playlist('?_HLS_part=0', 'part-without-msn');
      await this.bounds();
      const edge = edgeOf(this.last);
      await this.playlist(`?_HLS_msn=${edge.number - 2}&_HLS_part=0`, 'past');
      const whole = this.last.segments.at(-1);
      await this.playlist(`?_HLS_msn=${whole.number}&_HLS_part=6`, 'part-past-parent', { number: whole.number });
      const now = edgeOf(this.last);
      await this.playlist(`?_HLS_msn=${now.number + 1}`, 'block-segment', { number: now.number + 1 });
      const before = this.last;
      if (before.segments.length * this.grid > Number(before.control['CAN-SKIP-UNTIL']) + 3) {
        await this.playlist('?_HLS_skip=YES', 'delta', { before });
        await this.playlist('?_HLS_skip=v2', 'delta-v2', { before });
      }
      await this.media(targetDuration);
    }
  }

  /** How far ahead may be asked: the last that is allowed and the first that is not, of parts and of segments. */
  async bounds() {
    const { partTarget } = this.last;
    const limit = partTarget >= 1 ? 3 : Math.floor(3 / partTarget + 1e-9);
    const perSegment = Math.round(this.grid / partTarget);
    // A segment has just begun: its second part is the newest, so that the bounds lie within the next segment.
    const edge = edgeOf(this.last);
    const fresh = { number: edge.number + 1, part: 1 };
    await this.playlist(`?_HLS_msn=${fresh.number}&_HLS_part=${fresh.part}`, 'block-part', fresh);
    const now = edgeOf(this.last);
    if (now.number !== fresh.number || now.part !== fresh.part) return;
    const ahead = (count) => ({
      number: now.number + Math.floor((now.part + count) / perSegment), part: (now.part + count) % perSegment });
    const query = ({ number, part }) => `?_HLS_msn=${number}${part === undefined ? '' : `&_HLS_part=${part}`}`;
    const lastWhole = now.number - 1;
    const tries = [
      [ahead(limit + 1), 'part-too-far'], [{ number: lastWhole + 3 }, 'msn-too-far'],
      [ahead(limit), 'part-far-enough'], [{ number: lastWhole + 2 }, 'msn-far-enough'],
    ];
    // All at once, while the edge is there.
    await Promise.all(tries.map(([place, kind]) => this.playlist(query(place), kind, place)));
  }

  /** Once the stage has closed: the directives mean nothing. */
  async ended() {
    const last = (await this.playlist('', 'ended', { query: 'no directive' })).segments.at(-1)?.number ?? 0;
    for (const query of [`?_HLS_msn=${last}`, `?_HLS_msn=${last + 1}&_HLS_part=0`, `?_HLS_msn=${last + 1000}`, `?_HLS_msn=${last + 1000}&_HLS_part=40`]) {
      await this.playlist(query, 'ended', { query });
    }
    for (const gap of this.last.segments.filter((s) => s.gap).slice(0, 3)) {
      const answer = await fetchOnce(this.resolve(gap.uri));
      this.judge(exchangeRules, { ...answer, kind: 'gap-media', targetDuration: this.last.targetDuration });
    }
  }

  async media(targetDuration) {
    const hint = this.last.hints.find((h) => h.TYPE === 'PART');
    if (hint) {
      const answer = await fetchOnce(this.resolve(hint.URI));
      this.judge(exchangeRules, { ...answer, kind: 'hinted-part', boxes: boxesOf(answer.body), targetDuration });
    }
    const listed = this.last.segments.at(-1);
    const url = this.resolve(listed.uri);
    this.judge(exchangeRules, { ...(await fetchOnce(url, { method: 'HEAD' })), kind: 'head', targetDuration });
    const ranged = await fetchOnce(url, { headers: { range: 'bytes=10-109' } });
    this.judge(exchangeRules, { ...ranged, kind: 'range', targetDuration });
    const missing = await fetchOnce(this.resolve('9.m4s'));
    this.judge(exchangeRules, { ...missing, kind: 'missing', targetDuration });
    // A part whose tag was dropped, but for less than 3 x TARGETDURATION.
    const age = 3 * targetDuration + 2 * this.grid;
    const gone = this.dropped.find((d) => performance.now() - d.at > 1000 * age && performance.now() - d.at < 1000 * 2 * age);
    if (gone) {
      const answer = await fetchOnce(this.resolve(gone.uri));
      this.judge(exchangeRules, { ...answer, kind: 'dropped-part', targetDuration });
    }
  }

  summary() {
    const last = edgeOf(this.last);
    const perSegment = Math.round(this.grid / this.last.partTarget);
    const parts = (last.number - this.firstEdge.number) * perSegment + last.part - this.firstEdge.part;
    return {
      partTarget: this.last.partTarget, intervals: this.intervals, segments: this.segments, ...this.announced,
      mediaSeconds: parts * this.last.partTarget, wallSeconds: (this.finished - this.begun) / 1000,
    };
  }
}

/** Of a live stage for so long; of one that has ended where `seconds` is 0. */
export async function probe(url, seconds) {
  const verdicts = new Verdicts();
  const answer = await fetchOnce(url);
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`);
  const multivariant = parseMultivariant(answer.body.toString());
  verdicts.judge(multivariantRules, multivariant, 'index.m3u8');
  const audio = multivariant.media.filter((m) => m.TYPE === 'AUDIO' && m.URI);
  const audioAverage = 64_000;
  const uris = new Map();
  for (const v of multivariant.variants) {
    // A video variant's bandwidth includes its audio group's.
    uris.set(v.uri, { bandwidth: Number(v.BANDWIDTH), averageBandwidth: Number(v['AVERAGE-BANDWIDTH']) });
  }
  for (const m of audio) if (!uris.has(m.URI)) uris.set(m.URI, { bandwidth: 2 * audioAverage, averageBandwidth: audioAverage });
  const renditions = [...uris].map(([uri, announced]) =>
    new Rendition(verdicts, new URL(uri, url).href, uris.size - 1, announced));
  if (seconds === 0) {
    for (const rendition of renditions) await rendition.ended();
    return verdicts;
  }
  const deadline = performance.now() + 1000 * seconds;
  await Promise.all(renditions.flatMap((r) => [r.follow(deadline), r.provoke(deadline)]));
  for (const rendition of renditions) verdicts.judge(runRules, rendition.summary(), rendition.name);
  return verdicts;
}

async function main() {
  const [url, flag, value] = process.argv.slice(2);
  if (!url || (flag && flag !== '--seconds' && flag !== '--ended')) {
    console.error('usage: probe.mjs URL [--seconds N | --ended]');
    process.exit(2);
  }
  const ended = flag === '--ended';
  const verdicts = await probe(url, ended ? 0 : Number(value ?? 60));
  let broken = 0;
  const all = [playlistRules, successionRules, exchangeRules, multivariantRules, runRules].flat();
  let judged = 0;
  for (const rule of all) {
    const found = verdicts.rules.get(rule.id);
    if (!found && (ended || rule.needs === 'end')) continue;
    if (!found && rule.rare) {
      console.log(`       ${rule.id.padEnd(24)}     0 x  no occasion: ${rule.why}`);
      continue;
    }
    judged += 1;
    const verdict = found ?? { why: rule.why, judged: 0, wrong: ['never judged'] };
    const good = verdict.wrong.length === 0;
    if (!good) broken += 1;
    console.log(`${good ? 'ok    ' : 'BROKEN'} ${rule.id.padEnd(24)} ${String(verdict.judged).padStart(5)} x  ${rule.why}`);
    for (const sentence of verdict.wrong.slice(0, 5)) console.log(`         ${sentence}`);
    if (verdict.wrong.length > 5) console.log(`         and ${verdict.wrong.length - 5} more`);
  }
  console.log(`${judged - broken} rules hold, ${broken} are broken`);
  agent.destroy();
  tlsAgent.destroy();
  process.exit(broken === 0 ? 0 : 1);
}

if (import.meta.url === `file://${process.argv[1]}`) {
  main().catch((error) => {
    console.error(`probe: ${error.message}`);
    process.exit(1);
  });
}
