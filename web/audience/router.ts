import { Cell } from '../shared/cell';

export type Route =
  | { page: 'lobby' }
  | { page: 'stage'; id: string }
  | { page: 'session'; id: string }
  | { page: 'chat' | 'moderation'; id: string }
  | { page: 'embed'; id: string }
  | { page: 'account' }
  | { page: 'join'; token: string }
  | { page: 'letter'; what: 'reset' | 'confirm' | 'stop-mail'; token: string }
  | { page: 'programme' | 'search' | 'my' | 'reports' }
  | { page: 'person' | 'organisation' | 'forum'; id: string }
  | { page: 'speaker'; token: string }
  | { page: 'report'; id: string }
  | { page: 'figure'; report: string; id: string; embedded: boolean }
  | { page: 'news' }
  | { page: 'post'; id: string }
  | { page: 'summary' }
  | { page: 'press' }
  | { page: 'press-report' | 'press-post'; id: string }
  | { page: 'exhibition' | 'catalogue' | 'my-visit' }
  | { page: 'hall' | 'exhibitor'; id: string }
  | { page: 'product'; exhibitor: string; id: string }
  | { page: 'unknown'; path: string };

const kId = /^[a-z0-9][a-z0-9_-]{0,127}$/i;

/** A path of this site as a route; what does not fit is `unknown`, never an error. */
export function routeOf(path: string): Route {
  const [first, second, ...rest] = path.split('/').filter(Boolean);
  if (first === undefined) return { page: 'lobby' };
  if ((first === 'stage' || first === 'session') && second !== undefined) {
    const id = safeDecode(second);
    if (id !== null && /^[a-z0-9][a-z0-9_-]{0,63}$/i.test(id)) {
      if (rest.length === 0) return { page: first, id };
      if (first === 'stage' && rest.length === 1 && (rest[0] === 'chat' || rest[0] === 'moderation')) return { page: rest[0], id };
    }
  }
  if (first === 'embed' && second !== undefined && rest.length === 0 && /^[a-z0-9][a-z0-9_-]{0,63}$/i.test(second)) {
    return { page: 'embed', id: second };
  }
  if (first === 'account' && second === undefined) return { page: 'account' };
  if (first === 'join' && second !== undefined && rest.length === 0 && /^[A-Za-z0-9_-]{1,128}$/.test(second)) {
    return { page: 'join', token: second };
  }
  if (rest.length === 0 && (first === 'reset' || first === 'confirm' || first === 'stop-mail')) {
    if (second === undefined && first === 'reset') return { page: 'letter', what: first, token: '' };
    if (second !== undefined && /^[A-Za-z0-9_-]{1,128}$/.test(second)) return { page: 'letter', what: first, token: second };
  }
  const parts = path.split('/').filter(Boolean).map(safeDecode);
  return programmeOf(first, second, rest.length) ?? contentOf(parts) ?? exhibitionOf(parts) ?? { page: 'unknown', path };
}

/** The programme and what leads into it. `/report` alone is the list of reports. */
function programmeOf(first: string, second: string | undefined, more: number): Route | null {
  if (more > 0) return null;
  if (second === undefined) {
    if (first === 'programme' || first === 'search' || first === 'my') return { page: first };
    return first === 'report' ? { page: 'reports' } : null;
  }
  if (first === 'speaker') return /^[A-Za-z0-9_-]{1,128}$/.test(second) ? { page: first, token: second } : null;
  if (first !== 'person' && first !== 'organisation' && first !== 'forum') return null;
  return /^[a-z0-9][a-z0-9_-]{0,63}$/i.test(second) ? { page: first, id: second } : null;
}

/** Whether a page belongs to the programme's chunk and needs programme and people whole. */
export const isProgramme = ({ page }: Route): boolean =>
  ['programme', 'search', 'my', 'person', 'organisation', 'forum', 'speaker'].includes(page);

/** The report, its figures, the news and the summary. */
function contentOf(parts: (string | null)[]): Route | null {
  const [first, second, third, fourth] = parts;
  if (parts.some((part) => part === null || !kId.test(part))) return null;
  if (parts.length === 1 && (first === 'news' || first === 'summary' || first === 'press')) return { page: first };
  if (parts.length === 2 && first === 'report') return { page: 'report', id: second! };
  if (parts.length === 2 && first === 'news') return { page: 'post', id: second! };
  if (parts.length === 3 && first === 'press' && (second === 'report' || second === 'news')) {
    return { page: second === 'report' ? 'press-report' : 'press-post', id: third! };
  }
  if (parts.length !== 4) return null;
  if (first === 'report' && third === 'figure') return { page: 'figure', report: second!, id: fourth!, embedded: false };
  if (first === 'embed' && second === 'figure') return { page: 'figure', report: third!, id: fourth!, embedded: true };
  return null;
}

/** Whether a page is one of report, news and summary, which come in a chunk of their own. */
export const isContent = ({ page }: Route): boolean =>
  ['reports', 'report', 'figure', 'news', 'post', 'summary', 'press', 'press-report', 'press-post'].includes(page);

/** The halls, booths and products, and what a visitor keeps of them. */
function exhibitionOf(parts: (string | null)[]): Route | null {
  const [first, second, third, fourth] = parts;
  if (parts.some((part) => part === null || !kId.test(part))) return null;
  if (parts.length === 1 && (first === 'exhibition' || first === 'catalogue' || first === 'my-visit')) return { page: first };
  if (parts.length === 3 && first === 'exhibition' && second === 'hall') return { page: 'hall', id: third! };
  if (first !== 'exhibitor') return null;
  if (parts.length === 2) return { page: 'exhibitor', id: second! };
  return parts.length === 4 && third === 'product' ? { page: 'product', exhibitor: second!, id: fourth! } : null;
}

/** Whether a page belongs to the exhibition's chunk. */
export const isExhibition = ({ page }: Route): boolean => ['exhibition', 'hall', 'exhibitor', 'product', 'catalogue', 'my-visit'].includes(page);

/** The pages come in chunks; the lobby is in the entry. */
export type Chunk = 'plays' | 'more' | 'programme' | 'content' | 'exhibition';

/** The chunk that a page comes in; null for the lobby and what does not exist. */
export function chunkOf(route: Route): Chunk | null {
  if (route.page === 'lobby' || route.page === 'unknown') return null;
  if (['stage', 'session', 'embed'].includes(route.page)) return 'plays';
  if (isProgramme(route)) return 'programme';
  if (isContent(route)) return 'content';
  return isExhibition(route) ? 'exhibition' : 'more';
}

export const stagePath = (id: string) => `/stage/${encodeURIComponent(id)}`;
export const moderationPath = (stage: string) => `${stagePath(stage)}/moderation`;
export const reportPath = (id: string) => `/report/${encodeURIComponent(id)}`;
export const figurePath = (report: string, id: string) => `${reportPath(report)}/figure/${encodeURIComponent(id)}`;
export const postPath = (slug: string) => `/news/${encodeURIComponent(slug)}`;
export const hallPath = (id: string) => `/exhibition/hall/${encodeURIComponent(id)}`;
export const exhibitorPath = (id: string) => `/exhibitor/${encodeURIComponent(id)}`;
export const productPath = (exhibitor: string, id: string) => `${exhibitorPath(exhibitor)}/product/${encodeURIComponent(id)}`;
export const sessionPath = (id: string) => `/session/${encodeURIComponent(id)}`;

/** A session as a calendar's file. */
export const calendarPath = (id: string, language: string) => `/calendar/${encodeURIComponent(id)}.ics?lang=${language}`;
export const personPath = (id: string) => `/person/${encodeURIComponent(id)}`;
export const organisationPath = (id: string) => `/organisation/${encodeURIComponent(id)}`;
export const forumPath = (id: string) => `/forum/${encodeURIComponent(id)}`;

function safeDecode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/**
 * Follows links to the pages of this bundle without leaving the document, and the browser's back
 * and forward buttons. Links that ask for more (new tab, download, other site) stay the browser's.
 */
export class Router {
  readonly route: Cell<Route>;
  /** What stands behind the question mark, for pages that keep their choices there. */
  readonly query: Cell<string>;
  private path: string;

  constructor(private readonly window: Window) {
    this.path = window.location.pathname;
    this.route = new Cell(routeOf(this.path));
    this.query = new Cell(window.location.search);
    window.addEventListener('popstate', () => this.arrive());
    window.document.addEventListener('click', (event) => this.onClick(event));
  }

  /** Follows a link of this site. With `replace` the page left behind is not gone back to. */
  go(path: string, replace = false): void {
    const url = new URL(path, this.window.location.href);
    const { pathname, search } = this.window.location;
    if (url.pathname === pathname && url.search === search) return;
    this.window.history[replace ? 'replaceState' : 'pushState'](null, '', url.pathname + url.search + url.hash);
    this.arrive();
    if (url.pathname !== pathname) this.window.scrollTo(0, 0);
  }

  /** Puts a page's choices into its address: a step back undoes them, unless they `replace` the last. */
  ask(query: string, replace = false): void {
    if (query === this.window.location.search) return;
    const url = this.path + query;
    if (replace) this.window.history.replaceState(null, '', url);
    else this.window.history.pushState(null, '', url);
    this.query.set(query);
  }

  /** A page that only changed its choices is still the same page. */
  private arrive(): void {
    const { pathname, search } = this.window.location;
    this.query.set(search);
    if (pathname === this.path) return;
    this.path = pathname;
    this.route.set(routeOf(pathname));
  }

  private onClick(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== this.window.location.origin) return;
    if (link.hash && link.pathname === this.window.location.pathname) return;
    if (routeOf(link.pathname).page === 'unknown') return;
    event.preventDefault();
    this.go(link.pathname + link.search + link.hash);
  }
}
