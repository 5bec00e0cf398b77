import type { PageState } from '../shared/api';
import type { Words } from '../shared/text';
import type { Key } from './i18n';
import { chunkOf, type Route } from './router';

/** The document's title: what the page is about, then the conference. */
export function titleOf(route: Route, page: PageState | null, words: Words<Key>, heading = ''): string {
  if (!page) return words.say('loading');
  const name = page.conference.short || words.of(page.conference.title);
  if (heading) return `${heading} · ${name}`;
  if (route.page === 'lobby') return words.of(page.conference.title);
  if (route.page === 'stage' || route.page === 'chat' || route.page === 'embed') {
    const stage = page.stages.find(({ id }) => id === route.id);
    const session = page.programme.sessions.find(({ id }) => id === stage?.session?.id);
    if (stage) return `${words.of(session?.title ?? stage.title)} · ${name}`;
  }
  if (route.page === 'session') {
    const session = page.programme.sessions.find(({ id }) => id === route.id);
    if (session) return `${words.of(session.title)} · ${name}`;
  }
  // A page of a chunk words its own heading; of a stage or session that is not here, nothing was found.
  const chunk = chunkOf(route);
  if (chunk && chunk !== 'plays' && route.page !== 'chat') return name;
  return `${words.say('not_found')} · ${name}`;
}
