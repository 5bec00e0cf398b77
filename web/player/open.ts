import { recall, remember } from '../shared/text';
import type { EngineListener, MakeEngine } from './engine';
import { hintsOfBrowser, planFor, type NetworkPlan } from './network';
import { Player, type Source } from './player';

const kVolume = 'plenary.volume';

/**
 * Starts a player on a source. Where there is Media Source, hls.js plays (it follows live more
 * closely than Chromium's own HLS); where there is none, the browser does. The engine's code is a
 * chunk of its own, which the stage's shell preloads.
 */
export async function openPlayer(source: Source, real: () => number): Promise<Player> {
  const makeEngine = await engineMaker();
  const stored = Number(recall(kVolume) ?? '1');
  const player = new Player({
    real,
    plan: asked(planFor(hintsOfBrowser())),
    makeEngine,
    // A visitor who came by a click in this document may hear at once; others are offered the sound.
    muted: !navigator.userActivation?.hasBeenActive,
    volume: stored >= 0 && stored <= 1 ? stored : 1,
    onVolume: (volume) => remember(kVolume, String(volume)),
  });
  player.open(source);
  return player;
}

async function engineMaker(): Promise<MakeEngine> {
  if ('MediaSource' in window) {
    const { HlsEngine, hlsSupported } = await import('./hls_engine');
    if (hlsSupported()) return (video, plan: NetworkPlan, listener) => new HlsEngine(video, plan, listener);
  }
  const { NativeEngine, nativeSupported } = await import('./native_engine');
  if (nativeSupported(document.createElement('video'))) {
    return (video, _plan, listener: EngineListener) => new NativeEngine(video, listener);
  }
  throw new Error('this browser plays no HLS');
}

/** `?parts=wide|none` in the page's address asks for those playlists: for comparing, and for support. */
function asked(plan: NetworkPlan): NetworkPlan {
  const parts = new URLSearchParams(location.search).get('parts');
  return parts === 'wide' || parts === 'none' ? { ...plan, parts } : plan;
}
