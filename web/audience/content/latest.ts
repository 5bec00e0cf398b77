import { request, type PageState } from '../../shared/api';
import { Cell } from '../../shared/cell';
import { Poller } from '../../shared/poll';
import type { Release } from '../../pulse/wire';
import { clock, conference } from '../app';
import { postPath, reportPath } from '../router';
import { readPosts, readReports } from './read';
import { learnLists, newest } from './releases';
import type { PostLine, ReportLine } from './types';

/** What is out: reports and news, newest first. */
export interface Lists {
  reports: ReportLine[];
  posts: PostLine[];
}

export const lists = new Cell<Lists | null>(null);

/**
 * Asks for the lists when something came out and when the stages name a new version of what is visible,
 * of which every page hears within seconds; and now and then besides.
 */
const poller = new Poller(refresh, { every_ms: 60_000, jitter: 0.3, max_ms: 120_000 });

async function refresh(): Promise<void> {
  const [reports, posts] = await Promise.all([
    request<unknown>('/api/v1/reports', { cache: 'no-cache' }).then(readReports),
    request<unknown>('/api/v1/news', { cache: 'no-cache' }).then(readPosts),
  ]);
  const found: Lists = {
    reports: [...reports].sort((a, b) => (b.released_at ?? '').localeCompare(a.released_at ?? '')),
    posts: [...posts].sort((a, b) => (b.published_at ?? '').localeCompare(a.published_at ?? '')),
  };
  learnLists([...found.reports.map(asRelease), ...found.posts.map(asNews)], clock.conference());
  if (JSON.stringify(found) !== JSON.stringify(lists.get())) lists.set(found);
}

const asRelease = ({ id, title, released_at }: ReportLine): Release => ({ kind: 'report', id, title, url: reportPath(id), t: Date.parse(released_at ?? '') || 0 });
const asNews = ({ slug, title, published_at }: PostLine): Release => ({ kind: 'news', id: slug, title, url: postPath(slug), t: Date.parse(published_at ?? '') || 0 });

let watching = false;

/** Begins asking; once for the document. */
export function watchLists(): void {
  if (watching) return;
  watching = true;
  poller.start();
  void poller.now();
  let version: number | null = null;
  conference.state.subscribe((state) => {
    const now = versionOf(state);
    if (version !== null && now !== version) void poller.now();
    version = now;
  });
  newest.subscribe((what) => {
    if (what) void poller.now();
  });
}

/** What is visible has a version; a release makes a new one. */
function versionOf(state: PageState | null): number {
  return Math.max(state?.programme.version ?? 0, ...(state?.stages ?? []).map(({ programme_version }) => programme_version ?? 0));
}
