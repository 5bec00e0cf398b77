// Every rule is shown to pass what is right and to find what is broken.

import assert from 'node:assert/strict';
import test from 'node:test';
import { applyDelta, edgeOf, parseMedia, parseMultivariant } from './playlist.mjs';
import { exchangeRules, multivariantRules, playlistRules, runRules, successionRules } from './rules.mjs';

const HEADER = `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.000,HOLD-BACK=6.000,PART-HOLD-BACK=0.960
#EXT-X-PART-INF:PART-TARGET=0.320
#EXT-X-MEDIA-SEQUENCE:100
#EXT-X-MAP:URI="init.1.mp4"
`;
const date = (number) => `#EXT-X-PROGRAM-DATE-TIME:${new Date(1.6e12 + 1920 * number).toISOString()}\n`;
const parts = (number, count) => Array.from({ length: count }, (_, i) =>
  `#EXT-X-PART:DURATION=0.320,URI="${number}.${i}.m4s"${i === 0 ? ',INDEPENDENT=YES' : ''}\n`).join('');
const segment = (number, withParts) =>
  `${date(number)}${withParts ? parts(number, 6) : ''}#EXTINF:1.920,\n${number}.m4s\n`;

/** Eight segments from 100, parts in the last two, two parts open: a good playlist. */
function good() {
  let text = HEADER;
  for (let n = 100; n < 108; n += 1) text += segment(n, n >= 106);
  text += date(108) + parts(108, 2);
  text += '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="108.2.m4s"\n';
  text += '#EXT-X-RENDITION-REPORT:URI="../audio/index.m3u8",LAST-MSN=108,LAST-PART=1\n';
  return text;
}

/** The same once the stage has closed. */
const ended = () => good().replace(/#EXT-X-PRELOAD-HINT.*\n/, '').replace(/#EXT-X-RENDITION-REPORT.*\n/, '') + '#EXT-X-ENDLIST\n';

const media = (text) => ({ ...parseMedia(text), others: 1 });
const broken = (find, replacement) => {
  const text = good().replace(find, replacement);
  assert.notEqual(text, good(), `nothing to break: ${find}`);
  return media(text);
};

const playlistCases = {
  extm3u: () => broken('#EXTM3U', '#EXTM3U8'),
  'block-reload': () => broken('CAN-BLOCK-RELOAD=YES,', ''),
  'part-hold-back': () => broken('PART-HOLD-BACK=0.960', 'PART-HOLD-BACK=0.800'),
  'hold-back': () => broken(',HOLD-BACK=6.000', ',HOLD-BACK=4.000'),
  'can-skip-until': () => broken('CAN-SKIP-UNTIL=12.000', 'CAN-SKIP-UNTIL=11.000'),
  version: () => broken('VERSION:9', 'VERSION:6'),
  'part-length': () => broken('DURATION=0.320,URI="108.0.m4s"', 'DURATION=0.330,URI="108.0.m4s"'),
  gap: () => broken('#EXTINF:1.920,\n106.m4s', '#EXT-X-GAP\n#EXTINF:1.920,\n106.m4s'),
  'part-age': () => broken(date(100), date(100) + parts(100, 6)),
  'parts-sum': () => broken(parts(106, 6), parts(106, 5)),
  'program-date-time': () => broken(/#EXT-X-PROGRAM-DATE-TIME.*\n/g, ''),
  'date-follows': () => broken(date(103), date(104)),
  'six-segments': () => ({ ...good8(5) }),
  extinf: () => broken('#EXTINF:1.920,\n104.m4s', '#EXTINF:2.600,\n104.m4s'),
  map: () => broken('#EXT-X-MAP:URI="init.1.mp4"\n', ''),
  hint: () => broken('TYPE=PART,', 'TYPE=MAP,'),
  'rendition-reports': () => broken(',LAST-PART=1', ''),
  'reports-fresh': () => broken('LAST-MSN=108', 'LAST-MSN=106'),
  independent: () => broken('URI="107.0.m4s",INDEPENDENT=YES', 'URI="107.0.m4s"'),
  'discontinuity-sequence': () => broken(date(104), `#EXT-X-DISCONTINUITY\n${date(104)}`),
};

// What else breaks a rule.
const alsoBroken = {
  'reports-fresh': [() => broken('LAST-MSN=108,LAST-PART=1', 'LAST-MSN=108,LAST-PART=7')],
  'part-length': [
    () => broken('DURATION=0.320,URI="108.0.m4s"', 'DURATION=0.270,URI="108.0.m4s"'),
    () => broken('DURATION=0.320,URI="106.3.m4s"', 'DURATION=0.100,URI="106.3.m4s"'),
  ],
  gap: [
    () => broken('URI="106.2.m4s"', 'URI="106.2.m4s",GAP=YES'),
    () => broken('#EXTINF:1.920,\n102.m4s', '#EXT-X-GAP\n#EXTINF:0,\n102.m4s'),
  ],
};

/** Only `count` segments. */
function good8(count) {
  const playlist = media(good());
  return { ...playlist, segments: playlist.segments.slice(-count) };
}

const successionCases = {
  'sequence-grows': () => [media(good()), { ...media(good()), mediaSequence: 99 }],
  'segments-stay': () => [media(good()), broken('105.m4s', '105b.m4s')],
  'targets-stay': () => [media(good()), broken('PART-TARGET=0.320', 'PART-TARGET=0.960')],
  'no-end-undone': () => [media(`${good()}#EXT-X-ENDLIST\n`), media(good())],
};

const answer = (kind, rest = {}) => ({
  kind, status: 200, seconds: 0.1, bodySeconds: 0, bytes: 1000, targetDuration: 2, playlist: media(good()),
  headers: {
    'cache-control': { 'block-part': 'max-age=12', plain: 'max-age=0', missing: 'max-age=1' }[kind] ?? 'max-age=9, immutable',
    'content-type': kind === 'missing' ? 'application/problem+json' : 'application/vnd.apple.mpegurl',
    'content-encoding': 'gzip', 'access-control-allow-origin': '*', 'access-control-expose-headers': 'Age, Date',
    'content-length': '1000', 'content-range': 'bytes 10-109/1000',
  },
  ...rest,
});
const withHeader = (e, name, value) => ({ ...e, headers: { ...e.headers, [name]: value } });

const deltaText = HEADER + '#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n' + good().slice(good().indexOf(date(104)));
const delta = answer('delta', { playlist: media(deltaText), before: media(good()) });

// Rule to [what is right, what is broken].
const exchangeCases = {
  'part-without-msn': [answer('part-without-msn', { status: 400 }), answer('part-without-msn')],
  'msn-too-far': [answer('msn-too-far', { status: 400 }), answer('msn-too-far', { status: 400, seconds: 4 })],
  'msn-far-enough': [answer('msn-far-enough', { number: 107 }), answer('msn-far-enough', { status: 400, number: 107 })],
  'part-too-far': [answer('part-too-far', { status: 400 }), answer('part-too-far')],
  'part-far-enough': [
    answer('part-far-enough', { number: 108, part: 1 }), answer('part-far-enough', { number: 108, part: 2 })],
  'block-until-part': [answer('block-part', { number: 108, part: 1 }), answer('block-part', { number: 108, part: 2 })],
  'block-until-segment': [answer('block-segment', { number: 107 }), answer('block-segment', { number: 108 })],
  'past-at-once': [answer('past'), answer('past', { seconds: 1.5 })],
  'part-past-parent': [answer('part-past-parent', { number: 107 }), answer('part-past-parent', { number: 108 })],
  delta: [delta, { ...delta, playlist: media(deltaText.replace('SEGMENTS=4', 'SEGMENTS=3')) }],
  'delta-v2': [{ ...delta, kind: 'delta-v2' }, { ...delta, kind: 'delta-v2', playlist: media(good()) }],
  'hold-limit': [answer('block-part', { seconds: 6 }), answer('block-part', { status: 503, seconds: 7 })],
  'hold-expired': [
    answer('block-part', { status: 503, seconds: 6, playlist: null, headers: { 'cache-control': 'max-age=1', 'retry-after': '1' } }),
    answer('block-part', { seconds: 6, number: 108, part: 2 })],
  ended: [answer('ended', { playlist: media(ended()) }), answer('ended', { status: 400 })],
  'gap-media': [answer('gap-media', { status: 404 }), answer('gap-media')],
  'cache-blocking': [answer('block-part'), withHeader(answer('block-part'), 'cache-control', 'max-age=2')],
  'cache-plain': [answer('plain'), withHeader(answer('plain'), 'cache-control', 'max-age=1')],
  'cache-media': [answer('media'), withHeader(answer('media'), 'cache-control', 'max-age=9')],
  missing: [answer('missing', { status: 404 }), answer('missing')],
  'cache-error': [answer('missing', { status: 404 }), withHeader(answer('msn-too-far', { status: 400 }), 'cache-control', undefined)],
  problem: [answer('missing'), withHeader(answer('missing'), 'content-type', 'text/html')],
  gzip: [answer('plain'), withHeader(answer('plain'), 'content-encoding', undefined)],
  'playlist-type': [answer('plain'), withHeader(answer('plain'), 'content-type', 'text/plain')],
  cors: [answer('plain'), withHeader(answer('plain'), 'access-control-allow-origin', undefined)],
  head: [answer('head', { bytes: 0 }), answer('head')],
  range: [answer('range', { status: 206, bytes: 100 }), answer('range', { status: 206, bytes: 101 })],
  'hinted-part': [answer('hinted-part', { boxes: ['moof', 'mdat'] }), answer('hinted-part', { boxes: ['mdat'] })],
  'part-at-full-speed': [answer('hinted-part'), answer('hinted-part', { bodySeconds: 0.3 })],
  'dropped-part-stays': [answer('dropped-part'), answer('dropped-part', { status: 404 })],
  'parts-are-segment': [answer('segment', { partBytes: 1000 }), answer('segment', { partBytes: 999 })],
  'decode-time': [
    answer('segment', { number: 100, grid: 1.92, decodeSeconds: 192 }),
    answer('segment', { number: 100, grid: 1.92, decodeSeconds: 193.92 })],
};

const MULTIVARIANT = `#EXTM3U
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Floor",DEFAULT=YES,URI="audio/index.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1800000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=25.000,AUDIO="audio"
720p/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=70000,AVERAGE-BANDWIDTH=64000,CODECS="mp4a.40.2",AUDIO="audio"
audio/index.m3u8
`;
const multivariantCases = {
  'stream-attributes': [/,FRAME-RATE=25.000/, ''],
  'audio-group': ['AUDIO="audio"\n720p', 'AUDIO="none"\n720p'],
  'audio-default': ['DEFAULT=YES', 'DEFAULT=NO'],
  'independent-segments': ['#EXT-X-INDEPENDENT-SEGMENTS\n', ''],
  'audio-only': ['CODECS="mp4a.40.2"', 'CODECS="avc1.64001f"'],
};

const run = {
  partTarget: 0.32, intervals: Array(20).fill(0.32), mediaSeconds: 60, wallSeconds: 60,
  segments: Array(5).fill({ bytes: 240_000, duration: 1.92 }), bandwidth: 1_100_000, averageBandwidth: 1_000_000,
};
const runCases = {
  'parts-in-time': { ...run, intervals: [...Array(18).fill(0.32), 0.5, 0.5] },
  'real-time': { ...run, wallSeconds: 70 },
  bandwidth: { ...run, bandwidth: 900_000 },
};

const ids = (rules) => rules.map((rule) => rule.id).sort();

test('every rule has an example that breaks it', () => {
  assert.deepEqual(ids(playlistRules), Object.keys(playlistCases).sort());
  assert.deepEqual(ids(successionRules), Object.keys(successionCases).sort());
  assert.deepEqual(ids(exchangeRules), Object.keys(exchangeCases).sort());
  assert.deepEqual(ids(multivariantRules), Object.keys(multivariantCases).sort());
  assert.deepEqual(ids(runRules), Object.keys(runCases).sort());
});

for (const rule of playlistRules) {
  test(`${rule.id} passes a good playlist and finds a broken one`, () => {
    assert.deepEqual(rule.check(media(good())), []);
    for (const wrong of [playlistCases[rule.id], ...(alsoBroken[rule.id] ?? [])]) assert.notDeepEqual(rule.check(wrong()), []);
  });
}
for (const rule of successionRules) {
  test(`${rule.id} passes good successors and finds broken ones`, () => {
    assert.deepEqual(rule.check([media(good()), media(good())]), []);
    assert.notDeepEqual(rule.check(successionCases[rule.id]()), []);
  });
}
for (const rule of exchangeRules) {
  test(`${rule.id} passes a good exchange and finds a broken one`, () => {
    const [right, wrong] = exchangeCases[rule.id];
    assert.deepEqual(rule.check(right), []);
    assert.notDeepEqual(rule.check(wrong), []);
  });
}
for (const rule of multivariantRules) {
  test(`${rule.id} passes a good multivariant playlist and finds a broken one`, () => {
    assert.deepEqual(rule.check(parseMultivariant(MULTIVARIANT)), []);
    const text = MULTIVARIANT.replace(...multivariantCases[rule.id]);
    assert.notEqual(text, MULTIVARIANT);
    assert.notDeepEqual(rule.check(parseMultivariant(text)), []);
  });
}
for (const rule of runRules) {
  test(`${rule.id} passes a good run and finds a broken one`, () => {
    assert.deepEqual(rule.check(run), []);
    assert.notDeepEqual(rule.check(runCases[rule.id]), []);
  });
}

test('an ended playlist and one with a gap break no rule', () => {
  const gap = good().replace('#EXTINF:1.920,\n102.m4s', '#EXT-X-GAP\n#EXTINF:1.920,\n102.m4s');
  for (const text of [ended(), gap]) {
    assert.deepEqual(playlistRules.flatMap((rule) => rule.check(media(text))), []);
  }
});

test('one late part among a hundred is late where it is very late', () => {
  const [rule] = runRules.filter(({ id }) => id === 'parts-in-time');
  assert.deepEqual(rule.check({ ...run, intervals: [...Array(99).fill(0.32), 0.7] }), []);
  assert.notDeepEqual(rule.check({ ...run, intervals: [...Array(99).fill(0.32), 0.9] }), []);
});

test('an edge is the last part listed', () => {
  assert.deepEqual(edgeOf(media(good())), { number: 108, part: 1 });
});

test('a delta that does not meet the playlist before stands for nothing', () => {
  assert.equal(applyDelta(good8(2), media(deltaText)), null);
});
