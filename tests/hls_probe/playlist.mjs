// Reads HLS playlists into plain values, strictly enough to judge them (RFC 8216bis draft sections 4.4).

/** @param {string} text */
export function parseAttributes(text) {
  const attributes = {};
  const pattern = /([A-Z0-9-]+)=("[^"]*"|[^",]*)(?:,|$)/g;
  for (const [, name, value] of text.matchAll(pattern)) {
    attributes[name] = value.startsWith('"') ? value.slice(1, -1) : value;
  }
  return attributes;
}

/**
 * A media playlist. `segments` are listed in order with their media sequence number; `parts` of a segment
 * are those whose tags are listed. `open` holds the parts after the last segment.
 * @param {string} text
 */
export function parseMedia(text) {
  const playlist = {
    version: 1, targetDuration: NaN, partTarget: NaN, mediaSequence: 0, discontinuitySequence: null,
    control: {}, segments: [], open: [], hints: [], reports: [], skipped: 0, skipTag: false, endList: false,
    independentSegments: false, mapUri: null, tags: [],
  };
  let parts = [];
  let segment = {};
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  playlist.header = lines[0];
  for (const line of lines.slice(1)) {
    if (!line.startsWith('#')) {
      playlist.segments.push({ ...segment, uri: line, parts });
      parts = [];
      segment = {};
      continue;
    }
    const colon = line.indexOf(':');
    const tag = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1);
    playlist.tags.push(tag);
    switch (tag) {
      case '#EXT-X-VERSION': playlist.version = Number(value); break;
      case '#EXT-X-TARGETDURATION': playlist.targetDuration = Number(value); break;
      case '#EXT-X-MEDIA-SEQUENCE': playlist.mediaSequence = Number(value); break;
      case '#EXT-X-DISCONTINUITY-SEQUENCE': playlist.discontinuitySequence = Number(value); break;
      case '#EXT-X-INDEPENDENT-SEGMENTS': playlist.independentSegments = true; break;
      case '#EXT-X-SERVER-CONTROL': playlist.control = parseAttributes(value); break;
      case '#EXT-X-PART-INF': playlist.partTarget = Number(parseAttributes(value)['PART-TARGET']); break;
      case '#EXT-X-MAP': playlist.mapUri ??= parseAttributes(value).URI; break;
      case '#EXT-X-SKIP':
        playlist.skipTag = true;
        playlist.skipped = Number(parseAttributes(value)['SKIPPED-SEGMENTS']);
        break;
      case '#EXT-X-PROGRAM-DATE-TIME': segment.date = Date.parse(value); break;
      case '#EXT-X-DISCONTINUITY': segment.discontinuity = true; break;
      case '#EXT-X-GAP': segment.gap = true; break;
      case '#EXTINF': segment.duration = parseFloat(value); break;
      case '#EXT-X-PART': {
        const a = parseAttributes(value);
        parts.push({
          uri: a.URI, duration: Number(a.DURATION), independent: a.INDEPENDENT === 'YES', gap: a.GAP === 'YES',
        });
        break;
      }
      case '#EXT-X-PRELOAD-HINT': playlist.hints.push(parseAttributes(value)); break;
      case '#EXT-X-RENDITION-REPORT': playlist.reports.push(parseAttributes(value)); break;
      case '#EXT-X-ENDLIST': playlist.endList = true; break;
    }
  }
  playlist.open = parts;
  let number = playlist.mediaSequence + playlist.skipped;
  for (const listed of playlist.segments) listed.number = number++;
  playlist.openNumber = number;
  return playlist;
}

/** The last segment number and part index that a playlist lists: where its live edge is. */
export function edgeOf(playlist) {
  if (playlist.open.length > 0) return { number: playlist.openNumber, part: playlist.open.length - 1 };
  const last = playlist.segments.at(-1);
  return { number: last?.number ?? playlist.mediaSequence - 1, part: (last?.parts.length || 1) - 1 };
}

/** @param {string} text */
export function parseMultivariant(text) {
  const variants = [];
  const media = [];
  let pending = null;
  const tags = [];
  for (const line of text.split('\n').map((l) => l.trim()).filter(Boolean)) {
    if (line.startsWith('#EXT-X-STREAM-INF:')) pending = parseAttributes(line.slice(18));
    else if (line.startsWith('#EXT-X-MEDIA:')) media.push(parseAttributes(line.slice(13)));
    else if (line.startsWith('#')) tags.push(line);
    else if (pending) {
      variants.push({ ...pending, uri: line });
      pending = null;
    }
  }
  return { variants, media, tags };
}

/**
 * The full playlist that a delta update stands for, given the full one before it: the skipped segments are
 * taken from there. Null if the two do not meet.
 */
export function applyDelta(before, delta) {
  const kept = before.segments.filter(
    (s) => s.number >= delta.mediaSequence && s.number < delta.mediaSequence + delta.skipped);
  if (kept.length !== delta.skipped) return null;
  return { ...delta, skipped: 0, segments: [...kept, ...delta.segments] };
}
