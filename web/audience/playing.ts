import type { Component } from 'svelte';
import { request, type PageState, type Session, type Stage } from '../shared/api';
import { Cell } from '../shared/cell';
import type { Player, Source } from '../player/player';
import { clock, conference } from './app';
import { chunkOf, type Chunk, type Route } from './router';

/**
 * The one player of the document. A page asks for the source it wants; the same source asked for
 * again is the same player, so that it may be loading before its page is drawn and play on while
 * pages change around it.
 */
export type Playing =
  | { kind: 'none' }
  | { kind: 'opening'; key: string }
  | { kind: 'player'; key: string; player: Player }
  | { kind: 'impossible'; key: string };

export const playing = new Cell<Playing>({ kind: 'none' });

/** What a stage plays, or null while it is not on air. A new run is a new source. */
export function liveSource(stage: Stage): Source | null {
  if (stage.state !== 'open' || !stage.live) return null;
  const opened_ms = stage.opened_at ? Date.parse(stage.opened_at) : null;
  return { kind: 'live', url: stage.live, rewind: stage.rewind, opened_ms };
}

export function replaySource(session: Session): Source | null {
  return session.state === 'ended' && session.replay ? { kind: 'replay', url: session.replay } : null;
}

const keyOf = (source: Source) =>
  source.kind === 'live' ? `${source.url}#${source.opened_ms ?? ''}` : source.url;

export function want(source: Source): void {
  const key = keyOf(source);
  const present = playing.get();
  if (present.kind !== 'none' && present.key === key) return;
  if (present.kind === 'player') present.player.destroy();
  playing.set({ kind: 'opening', key });
  import('../player/open').then(({ openPlayer }) => openPlayer(source, () => clock.real())).then(
    (player) => {
      const wanted = playing.get();
      if (wanted.kind === 'opening' && wanted.key === key) playing.set({ kind: 'player', key, player });
      else player.destroy();
    },
    () => playing.set({ kind: 'impossible', key }),
  );
}

export function release(): void {
  const present = playing.get();
  if (present.kind === 'player') present.player.destroy();
  playing.set({ kind: 'none' });
}

/** What each chunk of pages exports: the page of a route. */
export type Pages = Component<{ page: PageState; route: Route }>;

const kChunks: Record<Chunk, () => Promise<{ Pages: Pages }>> = {
  plays: () => import('./stage_pages'),
  more: () => import('./more_pages'),
  programme: () => import('./programme_pages'),
  content: () => import('./content_pages'),
  exhibition: () => import('./exhibition_pages'),
};

export const loadPages = (chunk: Chunk): Promise<{ Pages: Pages }> => kChunks[chunk]();

/** How long the first picture goes before everything else on the page: on a slow phone it takes nine seconds. */
const kPictureFirst_ms = 12_000;
const kAhead_s = 3;

/**
 * Resolves when the first picture is on the screen, when it is known that none will be, or after
 * a while: what the page shows beside the picture must not hold the picture up.
 */
export function afterPicture(): Promise<void> {
  return new Promise((resolve) => {
    let unwatch = () => {};
    const ready = () => {
      clearTimeout(timer);
      unwatch();
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(() => ready(), kPictureFirst_ms);
    let unsubscribe = () => {};
    unsubscribe = playing.subscribe((present) => {
      unwatch();
      if (present.kind === 'impossible') queueMicrotask(ready);
      if (present.kind !== 'player') return;
      unwatch = present.player.view.subscribe((view) => {
        const { lost, state } = view.machine;
        // On a poor network the picture has to be ahead of what else comes.
        const shown = view.first_frame_ms !== null && (view.network !== 'poor' || view.buffered_s > kAhead_s);
        if (shown || lost || state === 'paused') queueMicrotask(ready);
      });
    });
  });
}

export type RoomParts = typeof import('./room_parts');

export const loadRoomParts = (): Promise<RoomParts> => import('./room_parts');

export type Search = typeof import('./programme_pages');

export const loadSearch = (): Promise<Search> => import('./programme_pages');

export type EventParts = typeof import('./event_parts');

export const loadEventParts = (): Promise<EventParts> => import('./event_parts');

export type BoothPages = typeof import('./booth_pages');

export const loadBoothPages = (): Promise<BoothPages> => import('./booth_pages');

/** What the page that was asked for will show, asked for beside the program that shows it. */
const begun = new Map<string, Promise<unknown>>();

function begin(path: string): void {
  const answer = request<unknown>(path, { cache: 'no-cache' });
  answer.catch(() => undefined);
  begun.set(path, answer);
}

/** The answer that is on its way since the document began, once; else null. */
export function takeBegun(path: string): Promise<unknown> | null {
  const answer = begun.get(path) ?? null;
  begun.delete(path);
  return answer;
}

export type Preview = typeof import('./parts/Preview.svelte');

export const loadPreview = (): Promise<Preview> => import('./parts/Preview.svelte');

export type Latest = typeof import('./latest_parts');

export const loadLatest = (): Promise<Latest> => import('./latest_parts');

/** Starts what the address asks for, from the state in the page. */
export function preparePlayer(route: Route): void {
  const chunk = chunkOf(route);
  if (chunk && chunk !== 'more') void loadPages(chunk);
  if (chunk === 'programme') conference.complete().catch(() => undefined);
  if (route.page === 'hall') {
    begin(`/api/v1/exhibition/halls/${encodeURIComponent(route.id)}`);
    begin('/api/v1/exhibition');
  }
  if (['exhibitor', 'product', 'my-visit'].includes(route.page)) void loadBoothPages();
  const state = conference.state.get();
  const source = state ? sourceOf(route, state) : null;
  if (source) want(source);
}

function sourceOf(route: Route, state: PageState): Source | null {
  if (route.page === 'stage' || route.page === 'embed') {
    const stage = state.stages.find((candidate) => candidate.id === route.id);
    return stage ? liveSource(stage) : null;
  }
  if (route.page === 'session') {
    const session = state.programme.sessions.find((candidate) => candidate.id === route.id);
    return session ? replaySource(session) : null;
  }
  return null;
}
