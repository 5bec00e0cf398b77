// The rules of Low-Latency HLS as Plenary holds itself to them: draft-pantos-hls-rfc8216bis and Apple's
// authoring specification. A rule is { id, why, check(subject) }, where check gives the sentences that
// say what is wrong, none if all is well. Subjects: a media playlist, two successive ones, an exchange
// (request and answer), a multivariant playlist, or what was measured over the whole run. `rare` marks what a
// healthy stage gives no occasion to judge, `needs: 'end'` what only a playlist that has ended does.

import { applyDelta, edgeOf } from './playlist.mjs';

const near = (a, b, tolerance) => Math.abs(a - b) <= tolerance;
const maxAge = (headers) => Number(/max-age=(\d+)/.exec(headers['cache-control'] ?? '')?.[1] ?? NaN);
const reaches = (playlist, { number, part }) => {
  const edge = edgeOf(playlist);
  return edge.number > number || (edge.number === number && edge.part >= part);
};
/** What a delta update lacks to stand for the playlist before it. */
const deltaFaults = (e) => {
  if (e.status !== 200) return [`status ${e.status}`];
  if (!e.playlist.skipTag) return ['no EXT-X-SKIP'];
  const whole = applyDelta(e.before, e.playlist);
  if (!whole) return ['the skipped segments are not in the playlist before'];
  const again = new Map(e.before.segments.map((s) => [s.number, s.uri]));
  return whole.segments.filter((s) => again.has(s.number) && again.get(s.number) !== s.uri)
    .map((s) => `segment ${s.number} differs`);
};
const lowLatency = (p) => Number.isFinite(p.partTarget);

/** On every live media playlist. */
export const playlistRules = [
  {
    id: 'extm3u', why: '4.4.1.1: the first line',
    check: (p) => (p.header === '#EXTM3U' ? [] : [`begins with ${p.header}`]),
  },
  {
    id: 'block-reload', why: '4.4.3.8: a low-latency playlist can be blocked on',
    check: (p) => (!lowLatency(p) || p.endList || p.control['CAN-BLOCK-RELOAD'] === 'YES'
      ? [] : ['CAN-BLOCK-RELOAD=YES is missing']),
  },
  {
    id: 'part-hold-back', why: 'Authoring specification: PART-HOLD-BACK is at least 3 x PART-TARGET',
    check: (p) => {
      if (!lowLatency(p)) return [];
      const held = Number(p.control['PART-HOLD-BACK']);
      return held >= 3 * p.partTarget - 1e-9 ? [] : [`PART-HOLD-BACK ${held} for PART-TARGET ${p.partTarget}`];
    },
  },
  {
    id: 'hold-back', why: '4.4.3.8: HOLD-BACK is at least 3 x TARGETDURATION',
    check: (p) => {
      if (!('HOLD-BACK' in p.control)) return [];
      const held = Number(p.control['HOLD-BACK']);
      return held >= 3 * p.targetDuration ? [] : [`HOLD-BACK ${held}`];
    },
  },
  {
    id: 'can-skip-until', why: '4.4.3.8: CAN-SKIP-UNTIL is at least 6 x TARGETDURATION while there is more to come',
    check: (p) => {
      if (p.endList) return [];
      const until = Number(p.control['CAN-SKIP-UNTIL']);
      return until >= 6 * p.targetDuration ? [] : [`CAN-SKIP-UNTIL ${p.control['CAN-SKIP-UNTIL']}`];
    },
  },
  {
    id: 'version', why: '8: EXT-X-SKIP needs version 9, EXT-X-MAP 6',
    check: (p) => (p.version >= 9 ? [] : [`version ${p.version}`]),
  },
  {
    id: 'part-length', why: '4.4.4.9: a part lasts at most PART-TARGET, and 85% of it unless it is the last',
    check: (p) => {
      const wrong = [];
      const listed = [...p.segments.map((s) => s.parts), p.open];
      for (const parts of listed) {
        parts.forEach((part, i) => {
          if (part.duration > p.partTarget + 1e-6) wrong.push(`${part.uri} lasts ${part.duration}`);
          const excused = part.gap || parts[i + 1]?.gap || (parts !== p.open && i === parts.length - 1);
          if (!excused && part.duration < 0.85 * p.partTarget) wrong.push(`${part.uri} lasts only ${part.duration}`);
        });
      }
      return wrong;
    },
  },
  {
    id: 'part-age', why: '6.2.2: PART tags more than 3 x TARGETDURATION from the end are dropped',
    check: (p) => {
      let after = p.open.reduce((sum, part) => sum + part.duration, 0);
      const wrong = [];
      for (const segment of [...p.segments].reverse()) {
        if (segment.parts.length > 0 && after > 3 * p.targetDuration + 1e-6) {
          wrong.push(`segment ${segment.number} lists parts ${after.toFixed(2)} s from the end`);
        }
        after += segment.duration;
      }
      return wrong;
    },
  },
  {
    id: 'parts-sum', why: '4.4.4.9: the parts of a segment last as long as the segment',
    check: (p) => p.segments.filter((s) => s.parts.length > 0 && !s.gap)
      .filter((s) => !near(s.parts.reduce((sum, part) => sum + part.duration, 0), s.duration, 0.011))
      .map((s) => `segment ${s.number} lasts ${s.duration}`),
  },
  {
    id: 'program-date-time', why: 'Authoring specification: EXT-X-PROGRAM-DATE-TIME in every live playlist',
    check: (p) => {
      const first = p.segments.find((s) => !s.gap);
      return !first || p.segments.some((s) => Number.isFinite(s.date)) ? [] : ['no EXT-X-PROGRAM-DATE-TIME'];
    },
  },
  {
    id: 'date-follows', why: '4.4.4.6: dates follow the durations',
    check: (p) => {
      const wrong = [];
      p.segments.forEach((segment, i) => {
        const next = p.segments[i + 1];
        if (!next || segment.gap || next.gap || next.discontinuity) return;
        if (!Number.isFinite(segment.date) || !Number.isFinite(next.date)) return;
        if (segment.duration < 0.99 * p.segments[0].duration) return;  // cut short by a crash, a gap follows
        if (!near(segment.date + 1000 * segment.duration, next.date, 20)) {
          wrong.push(`segment ${next.number} is dated ${next.date - segment.date} ms after the one before`);
        }
      });
      return wrong;
    },
  },
  {
    id: 'six-segments', why: 'Authoring specification: at least 6 segments once there are so many',
    check: (p) => (p.endList || p.young || p.segments.length + p.skipped >= 6
      ? [] : [`${p.segments.length} segments`]),
  },
  {
    id: 'extinf', why: '4.4.3.1: EXTINF, rounded, is at most TARGETDURATION',
    check: (p) => p.segments.filter((s) => !(Math.round(s.duration) <= p.targetDuration))
      .map((s) => `segment ${s.number} lasts ${s.duration}`),
  },
  {
    id: 'map', why: '4.4.4.5: fragmented MP4 needs EXT-X-MAP',
    check: (p) => (p.mapUri || p.skipTag ? [] : ['no EXT-X-MAP']),
  },
  {
    id: 'hint', why: '4.4.5.3: one PRELOAD-HINT of a part, none once the playlist has ended',
    check: (p) => {
      const parts = p.hints.filter((h) => h.TYPE === 'PART').length;
      const wanted = lowLatency(p) && !p.endList ? 1 : 0;
      return parts === wanted ? [] : [`${parts} hints of a part, ${wanted} wanted`];
    },
  },
  {
    id: 'rendition-reports', why: '4.4.5.4: one relative report for each other rendition',
    check: (p) => {
      if (!lowLatency(p) || p.endList) return [];
      const uris = p.reports.map((r) => r.URI);
      const wrong = [];
      if (new Set(uris).size !== uris.length) wrong.push('a rendition is reported twice');
      if (p.others !== undefined && uris.length !== p.others) wrong.push(`${uris.length} reports for ${p.others} others`);
      for (const report of p.reports) {
        if (/^[a-z]+:/.test(report.URI ?? 'x:')) wrong.push(`${report.URI} is not relative`);
        if (!('LAST-MSN' in report) || !('LAST-PART' in report)) wrong.push(`${report.URI} lacks LAST-MSN or LAST-PART`);
      }
      return wrong;
    },
  },
  {
    id: 'reports-fresh', why: '4.4.5.4: a report names the last part that is there: within a segment of the playlist\'s own edge',
    check: (p) => {
      if (!lowLatency(p) || p.endList) return [];
      const inSegment = Math.max(1, ...p.segments.map(({ parts }) => parts.length));
      const edge = edgeOf(p);
      return p.reports.flatMap((report) => {
        const [number, part] = [Number(report['LAST-MSN']), Number(report['LAST-PART'])];
        if (part >= inSegment) return [`${report.URI} reports part ${part} of ${inSegment}`];
        const away = Math.abs((number - edge.number) * inSegment + part - edge.part);
        return away <= inSegment ? [] : [`${report.URI} is reported ${away} parts from here`];
      });
    },
  },
  {
    id: 'independent', why: '4.4.4.9: every segment begins with an independent part',
    check: (p) => [...p.segments.map((s) => s.parts), p.open]
      .filter((parts) => parts.length > 0 && !parts[0].independent && !parts[0].gap)
      .map((parts) => `${parts[0].uri} is not INDEPENDENT`),
  },
  {
    id: 'gap', why: '4.4.4.7, 4.4.4.9: a segment is marked EXT-X-GAP exactly where its parts are GAP=YES; it keeps its EXTINF',
    check: (p) => {
      const wrong = [];
      for (const segment of p.segments) {
        const missing = segment.parts.filter((part) => part.gap).length;
        if (segment.gap && missing < segment.parts.length) wrong.push(`segment ${segment.number} is a gap, its parts are not`);
        if (!segment.gap && missing > 0) wrong.push(`segment ${segment.number} is no gap, ${missing} of its parts are`);
        if (segment.gap && !(segment.duration > 0)) wrong.push(`the gap ${segment.number} lasts ${segment.duration}`);
      }
      return wrong;
    },
  },
  {
    id: 'discontinuity-sequence', why: '4.4.3.3: said wherever a discontinuity can leave the playlist',
    check: (p) => (!p.segments.some((s) => s.discontinuity) || p.discontinuitySequence !== null
      ? [] : ['a discontinuity without EXT-X-DISCONTINUITY-SEQUENCE']),
  },
];

/** On two successive playlists of one rendition. */
export const successionRules = [
  {
    id: 'sequence-grows', why: '6.2.2: EXT-X-MEDIA-SEQUENCE and the live edge never go back',
    check: ([before, after]) => {
      const wrong = [];
      if (after.mediaSequence < before.mediaSequence) wrong.push(`media sequence fell to ${after.mediaSequence}`);
      const a = edgeOf(before);
      const b = edgeOf(after);
      if (b.number < a.number || (b.number === a.number && b.part < a.part)) wrong.push('the live edge went back');
      return wrong;
    },
  },
  {
    id: 'segments-stay', why: '6.2.1: a listed segment never changes',
    check: ([before, after]) => {
      const known = new Map(before.segments.map((s) => [s.number, s]));
      return after.segments.filter((s) => known.has(s.number))
        .filter((s) => known.get(s.number).uri !== s.uri || known.get(s.number).duration !== s.duration)
        .map((s) => `segment ${s.number} changed`);
    },
  },
  {
    id: 'targets-stay', why: '4.4.3.1, 4.4.3.7: TARGETDURATION and PART-TARGET never change',
    check: ([before, after]) => (before.targetDuration === after.targetDuration &&
      Object.is(before.partTarget, after.partTarget) ? [] : ['a target changed']),
  },
  {
    id: 'no-end-undone', why: '4.4.3.4: after EXT-X-ENDLIST nothing comes',
    check: ([before, after]) => (before.endList && !after.endList ? ['EXT-X-ENDLIST was taken back'] : []),
  },
];

/**
 * On one exchange: { kind, status, headers, seconds, playlist, targetDuration, ... }, `kind` being what the
 * request tried.
 */
export const exchangeRules = [
  {
    id: 'part-without-msn', why: '6.2.5.2: _HLS_part without _HLS_msn is 400', kind: 'part-without-msn',
    check: (e) => (e.status === 400 ? [] : [`status ${e.status}`]),
  },
  {
    id: 'msn-too-far', why: '6.2.5.2: the third segment after the last is 400, at once', kind: 'msn-too-far',
    check: (e) => (e.status === 400 && e.seconds < 1 ? [] : [`status ${e.status} after ${e.seconds.toFixed(2)} s`]),
  },
  {
    id: 'msn-far-enough', why: '6.2.5.2: the second segment after the last is waited for', kind: 'msn-far-enough',
    check: (e) => (e.status === 200 && e.playlist.segments.some((s) => s.number >= e.number)
      ? [] : [`status ${e.status}, segment ${e.number}`]),
  },
  {
    id: 'part-too-far', why: '6.2.5.2: the first part beyond the advance limit (3 / PART-TARGET) is 400, at once',
    kind: 'part-too-far',
    check: (e) => (e.status === 400 && e.seconds < 1 ? [] : [`status ${e.status} after ${e.seconds.toFixed(2)} s`]),
  },
  {
    id: 'part-far-enough', why: '6.2.5.2: a part just within the advance limit is waited for', kind: 'part-far-enough',
    check: (e) => (e.status === 200 && reaches(e.playlist, e) ? [] : [`status ${e.status}, part ${e.number}.${e.part}`]),
  },
  {
    id: 'block-until-part', why: '6.2.5.2: the answer is held until the part is there', kind: 'block-part',
    check: (e) => {
      if (e.status !== 200) return [`status ${e.status}`];
      const edge = edgeOf(e.playlist);
      return reaches(e.playlist, e) ? [] : [`answered at ${edge.number}.${edge.part}, asked for ${e.number}.${e.part}`];
    },
  },
  {
    id: 'block-until-segment', why: '6.2.5.2: _HLS_msn alone waits for the whole segment', kind: 'block-segment',
    check: (e) => {
      if (e.status !== 200) return [`status ${e.status}`];
      return e.playlist.segments.some((s) => s.number >= e.number) ? [] : [`segment ${e.number} is not listed`];
    },
  },
  {
    id: 'past-at-once', why: '6.2.5.2: a part that is there is answered at once, with a full playlist', kind: 'past',
    check: (e) => (e.status === 200 && e.seconds < 1 && !e.playlist.skipTag
      ? [] : [`status ${e.status} after ${e.seconds.toFixed(2)} s`]),
  },
  {
    id: 'part-past-parent', why: '6.2.5.2: a part past its segment stands for the next segment\'s first',
    kind: 'part-past-parent',
    check: (e) => {
      if (e.status !== 200) return [`status ${e.status}`];
      return edgeOf(e.playlist).number > e.number ? [] : [`answered before segment ${e.number + 1} began`];
    },
  },
  {
    id: 'delta', why: '6.2.5.1: _HLS_skip=YES gives a delta that stands for the same playlist', kind: 'delta',
    check: deltaFaults,
  },
  {
    id: 'delta-v2', why: '6.2.5.1: _HLS_skip=v2 gives a delta too', kind: 'delta-v2',
    check: deltaFaults,
  },
  {
    id: 'hold-limit', why: '6.2.5.2: nothing is held longer than 3 x TARGETDURATION',
    check: (e) => (e.seconds <= 3 * e.targetDuration + 0.5
      ? [] : [`${e.kind} was held ${e.seconds.toFixed(1)} s and then ${e.status}`]),
  },
  {
    id: 'hold-expired', why: '6.2.5.2: what was held so long is 503 and not a playlist of before; it may be asked for again soon',
    rare: true, applies: (e) => ['block-part', 'block-segment'].includes(e.kind) && (e.status === 503 || e.seconds > 3 * e.targetDuration - 0.2),
    check: (e) => {
      if (e.status === 200) return e.kind === 'block-part' && !reaches(e.playlist, e) ? ['a playlist without what was asked for'] : [];
      const soon = maxAge(e.headers) >= 1 && maxAge(e.headers) <= 5 && Number(e.headers['retry-after']) >= 1;
      return e.status === 503 && soon ? [] : [`status ${e.status}, cache-control ${e.headers['cache-control']}`];
    },
  },
  {
    id: 'ended', why: '6.2.5: a playlist with EXT-X-ENDLIST is answered at once, whatever the directives', kind: 'ended', needs: 'end',
    check: (e) => (e.status === 200 && e.seconds < 1 && e.playlist.endList && e.playlist.hints.length === 0
      ? [] : [`${e.query}: status ${e.status} after ${e.seconds.toFixed(2)} s`]),
  },
  {
    id: 'gap-media', why: '4.4.4.7: there is nothing at the address of a gap', kind: 'gap-media', rare: true,
    check: (e) => (e.status === 404 ? [] : [`status ${e.status}`]),
  },
  {
    id: 'cache-blocking', why: 'a blocking answer may be kept 6 x TARGETDURATION', kind: 'block-part',
    check: (e) => (maxAge(e.headers) === 6 * e.targetDuration ? [] : [`cache-control ${e.headers['cache-control']}`]),
  },
  {
    id: 'cache-plain', why: 'a plain playlist is kept less than half TARGETDURATION', kind: 'plain',
    check: (e) => (maxAge(e.headers) < e.targetDuration / 2 ? [] : [`cache-control ${e.headers['cache-control']}`]),
  },
  {
    id: 'cache-media', why: 'media never changes', kind: 'media',
    check: (e) => (/immutable/.test(e.headers['cache-control'] ?? '') ? [] : [`cache-control ${e.headers['cache-control']}`]),
  },
  {
    id: 'missing', why: 'RFC 9110 15.5.5: there is no such segment', kind: 'missing',
    check: (e) => (e.status === 404 ? [] : [`status ${e.status}`]),
  },
  {
    id: 'cache-error', why: 'an error is kept 1 to 5 s', applies: (e) => e.status >= 400 && e.status < 500,
    check: (e) => (maxAge(e.headers) >= 1 && maxAge(e.headers) <= 5
      ? [] : [`${e.kind}: status ${e.status}, cache-control ${e.headers['cache-control']}`]),
  },
  {
    id: 'problem', why: 'RFC 9457: an error is a problem document', kind: 'missing',
    check: (e) => ((e.headers['content-type'] ?? '').startsWith('application/problem+json')
      ? [] : [`content-type ${e.headers['content-type']}`]),
  },
  {
    id: 'gzip', why: 'Authoring specification: playlists are sent compressed', kind: 'plain',
    check: (e) => (e.headers['content-encoding'] === 'gzip' ? [] : ['not compressed']),
  },
  {
    id: 'playlist-type', why: '4: the media type of playlists', kind: 'plain',
    check: (e) => (/^application\/(vnd\.apple\.mpegurl|x-mpegurl)/i.test(e.headers['content-type'] ?? '')
      ? [] : [`content-type ${e.headers['content-type']}`]),
  },
  {
    id: 'cors', why: 'players on other sites read playlists, media and Age', kind: 'plain',
    check: (e) => (e.headers['access-control-allow-origin'] === '*' &&
      /\bage\b/i.test(e.headers['access-control-expose-headers'] ?? '') ? [] : ['CORS headers are missing']),
  },
  {
    id: 'head', why: 'RFC 9110 9.3.2: HEAD is GET without the content', kind: 'head',
    check: (e) => (e.status === 200 && e.bytes === 0 && Number(e.headers['content-length']) > 0
      ? [] : [`status ${e.status}, ${e.bytes} bytes`]),
  },
  {
    id: 'range', why: 'RFC 9110 14: a range of a segment', kind: 'range',
    check: (e) => (e.status === 206 && e.bytes === 100 && /^bytes 10-109\//.test(e.headers['content-range'] ?? '')
      ? [] : [`status ${e.status}, ${e.bytes} bytes, ${e.headers['content-range']}`]),
  },
  {
    id: 'hinted-part', why: '6.2.6: a hinted part is held, then sent whole', kind: 'hinted-part',
    check: (e) => (e.status === 200 && e.bytes > 0 && e.boxes?.[0] === 'moof'
      ? [] : [`status ${e.status}, ${e.bytes} bytes, begins with ${e.boxes?.[0]}`]),
  },
  {
    id: 'part-at-full-speed', why: '6.2.6: no dribbling: once it begins, a part comes at once', kind: 'hinted-part',
    check: (e) => (e.bodySeconds < 0.15 ? [] : [`the body took ${e.bodySeconds.toFixed(2)} s`]),
  },
  {
    id: 'dropped-part-stays', why: '6.2.2: a part\'s bytes stay 3 x TARGETDURATION after its tag is gone',
    kind: 'dropped-part',
    check: (e) => (e.status === 200 && e.bytes > 0 ? [] : [`status ${e.status}`]),
  },
  {
    id: 'parts-are-segment', why: '4.4.4.9: a segment is its parts, one after another', kind: 'segment',
    check: (e) => (e.bytes === e.partBytes ? [] : [`segment ${e.bytes} bytes, its parts ${e.partBytes}`]),
  },
  {
    id: 'decode-time', why: 'baseMediaDecodeTime is the segment\'s number times its length', kind: 'segment',
    check: (e) => (near(e.decodeSeconds, e.number * e.grid, 0.001)
      ? [] : [`segment ${e.number} begins at ${e.decodeSeconds}`]),
  },
];

/** On the multivariant playlist. */
export const multivariantRules = [
  {
    id: 'stream-attributes', why: '4.4.6.2: what players choose by',
    check: (m) => m.variants.flatMap((v) => {
      const wanted = ['BANDWIDTH', 'AVERAGE-BANDWIDTH', 'CODECS'];
      if (/avc1|hvc1/.test(v.CODECS ?? '')) wanted.push('RESOLUTION', 'FRAME-RATE');
      return wanted.filter((name) => !v[name]).map((name) => `${v.uri} lacks ${name}`);
    }),
  },
  {
    id: 'audio-group', why: '4.4.6.1: every video variant names an audio group that exists',
    check: (m) => {
      const groups = new Set(m.media.filter((x) => x.TYPE === 'AUDIO').map((x) => x['GROUP-ID']));
      return m.variants.filter((v) => /avc1|hvc1/.test(v.CODECS ?? '') && !groups.has(v.AUDIO))
        .map((v) => `${v.uri} has no audio group`);
    },
  },
  {
    id: 'audio-default', why: '4.4.6.1: the floor is the default',
    check: (m) => (m.media.filter((x) => x.TYPE === 'AUDIO' && x.DEFAULT === 'YES').length === 1
      ? [] : ['there is not exactly one default audio rendition']),
  },
  {
    id: 'independent-segments', why: '4.4.2.1: EXT-X-INDEPENDENT-SEGMENTS',
    check: (m) => (m.tags.includes('#EXT-X-INDEPENDENT-SEGMENTS') ? [] : ['missing']),
  },
  {
    id: 'audio-only', why: 'a viewer can choose to listen',
    check: (m) => (m.variants.some((v) => !/avc1|hvc1/.test(v.CODECS ?? '')) ? [] : ['no audio-only variant']),
  },
];

/** On what a rendition did over the whole run: { partTarget, intervals (s), segments: [{bytes, duration}], ... }. */
export const runRules = [
  {
    id: 'parts-in-time', why: '6.2.2: a new part within a PART-TARGET of the one before: 95 of 100 within 1.25, all within 2.5',
    check: (r) => {
      const sorted = [...r.intervals].sort((a, b) => a - b);
      if (sorted.length < 10) return ['too few parts to judge'];
      const high = sorted[Math.floor(0.95 * sorted.length)];
      const most = sorted.at(-1);
      return high <= 1.25 * r.partTarget && most <= 2.5 * r.partTarget
        ? [] : [`95 of 100 parts came within ${high.toFixed(3)} s, the slowest after ${most.toFixed(3)} s`];
    },
  },
  {
    id: 'real-time', why: 'the stage keeps up with the clock',
    check: (r) => (near(r.mediaSeconds / r.wallSeconds, 1, 0.03)
      ? [] : [`${r.mediaSeconds.toFixed(1)} s of media in ${r.wallSeconds.toFixed(1)} s`]),
  },
  {
    id: 'bandwidth', why: '4.4.6.2: no segment exceeds BANDWIDTH, the mean not AVERAGE-BANDWIDTH by a tenth',
    check: (r) => {
      const rates = r.segments.map((s) => (8 * s.bytes) / s.duration);
      const peak = Math.max(...rates);
      const mean = rates.reduce((a, b) => a + b, 0) / rates.length;
      const wrong = [];
      if (peak > r.bandwidth) wrong.push(`a segment of ${Math.round(peak)} bit/s, BANDWIDTH ${r.bandwidth}`);
      if (mean > 1.1 * r.averageBandwidth) wrong.push(`a mean of ${Math.round(mean)} bit/s, said ${r.averageBandwidth}`);
      return wrong;
    },
  },
];
