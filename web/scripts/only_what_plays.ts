import type { Plugin } from 'vite';

/**
 * hls.js brings what a stage never sends: protected media, interstitials, content steering, client data, subtitles and
 * captions, and transport streams with the remuxer that makes fragments of them. The light build leaves out the sound's
 * own playlists too, which every stage has. So the full build is told here not to use the rest, and what nothing uses
 * falls away: a third of what a phone waits for before its first picture. A stage with subtitles takes its three
 * controllers back from this list.
 */
const kUnused: readonly (readonly [text: string, instead: string])[] = [
  ['subtitleStreamController: SubtitleStreamController ,', ''],
  ['subtitleTrackController: SubtitleTrackController ,', ''],
  ['timelineController: TimelineController ,', ''],
  ['emeController: EMEController ,', ''],
  ['cmcdController: CMCDController ,', ''],
  ['contentSteeringController: ContentSteeringController ,', ''],
  ['interstitialsController: InterstitialsController ', ''],
  ['cueHandler: Cues,', ''],
  [', {\n  demux: TSDemuxer,\n  remux: MP4Remuxer\n}', ''],
  [', {\n  demux: AACDemuxer,\n  remux: MP4Remuxer\n}', ''],
  [', {\n  demux: MP3Demuxer,\n  remux: MP4Remuxer\n}', ''],
  ['muxConfig.splice(2, 0, {\n    demux: AC3Demuxer,\n    remux: MP4Remuxer\n  });', ''],
];

/** Fails the build where hls.js no longer reads as it did, so that an update is looked at. */
export function onlyWhatPlays(): Plugin {
  return {
    name: 'plenary-only-what-plays',
    apply: 'build',
    transform(code, id) {
      if (!/hls\.js\/dist\/hls\.mjs$/.test(id)) return null;
      for (const [text, instead] of kUnused) {
        if (code.split(text).length !== 2) throw new Error(`hls.js does not say once: ${text}`);
        code = code.replace(text, instead);
      }
      return { code, map: null };
    },
  };
}
