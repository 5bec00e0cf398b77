import { Cell } from '../shared/cell';

export type Route =
  | { page: 'lobby' }
  | { page: 'stage'; id: string }
  | { page: 'session'; id: string }
  | { page: 'chat'; id: string }
  | { page: 'account' }
  | { page: 'join'; token: string }
  | { page: 'unknown'; path: string };

/** A path of this site as a route; what does not fit is `unknown`, never an error. */
export function routeOf(path: string): Route {
  const [first, second, ...rest] = path.split('/').filter(Boolean);
  if (first === undefined) return { page: 'lobby' };
  if ((first === 'stage' || first === 'session') && second !== undefined) {
    const id = safeDecode(second);
    if (id !== null && /^[a-z0-9][a-z0-9_-]{0,63}$/i.test(id)) {
      if (rest.length === 0) return { page: first, id };
      if (first === 'stage' && rest.length === 1 && rest[0] === 'chat') return { page: 'chat', id };
    }
  }
  if (first === 'account' && second === undefined) return { page: 'account' };
  if (first === 'join' && second !== undefined && rest.length === 0 && /^[A-Za-z0-9_-]{1,128}$/.test(second)) {
    return { page: 'join', token: second };
  }
  return { page: 'unknown', path };
}

export const stagePath = (id: string) => `/stage/${encodeURIComponent(id)}`;
export const sessionPath = (id: string) => `/session/${encodeURIComponent(id)}`;

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

  constructor(private readonly window: Window) {
    this.route = new Cell(routeOf(window.location.pathname));
    window.addEventListener('popstate', () => this.route.set(routeOf(window.location.pathname)));
    window.document.addEventListener('click', (event) => this.onClick(event));
  }

  go(path: string): void {
    const url = new URL(path, this.window.location.href);
    if (url.pathname === this.window.location.pathname) return;
    this.window.history.pushState(null, '', url.pathname + url.hash);
    this.route.set(routeOf(url.pathname));
    this.window.scrollTo(0, 0);
  }

  private onClick(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== this.window.location.origin) return;
    if (link.hash && link.pathname === this.window.location.pathname) return;
    if (routeOf(link.pathname).page === 'unknown') return;
    event.preventDefault();
    this.go(link.pathname + link.hash);
  }
}
