import { Cell } from '../shared/cell';

export type StudioRoute =
  | { page: 'stage' }
  | { page: 'moderate'; stage: string | null }
  | { page: 'people' }
  | { page: 'figures'; session: string | null };

/** A path under /studio as a route; what is not known is the stage desk. */
export function studioRoute(path: string): StudioRoute {
  const [, page, id = null] = path.split('/').filter(Boolean);
  const known = id !== null && /^[a-z0-9][a-z0-9_-]{0,63}$/i.test(id) ? id : null;
  if (page === 'moderate') return { page, stage: known };
  if (page === 'figures') return { page, session: known };
  return page === 'people' ? { page } : { page: 'stage' };
}

export const route = new Cell<StudioRoute>({ page: 'stage' });

export function go(path: string): void {
  history.pushState(null, '', path);
  route.set(studioRoute(location.pathname));
  scrollTo(0, 0);
}

/** Follows links within the studio without leaving the document. */
export function startRouter(): void {
  route.set(studioRoute(location.pathname));
  addEventListener('popstate', () => route.set(studioRoute(location.pathname)));
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || link.target || link.origin !== location.origin || !link.pathname.startsWith('/studio')) return;
    event.preventDefault();
    go(link.pathname);
  });
}
