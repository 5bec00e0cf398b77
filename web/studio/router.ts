import { Cell } from '../shared/cell';

/** The parts of an exhibitor's desk, in the order of their tabs. */
export const kBoothParts = ['today', 'talk', 'leads', 'meetings', 'offers', 'profile', 'staff', 'figures'] as const;
export type BoothPart = (typeof kBoothParts)[number];

export type StudioRoute =
  | { page: 'stage' }
  | { page: 'moderate'; stage: string | null }
  | { page: 'people' }
  | { page: 'booth'; exhibitor: string | null; part: BoothPart; id: string | null }
  | { page: 'figures'; session: string | null };

/** A path under /studio as a route; what is not known is the stage desk. */
export function studioRoute(path: string): StudioRoute {
  const [, page, id = null, part, deep] = path.split('/').filter(Boolean);
  const known = id !== null && /^[a-z0-9][a-z0-9_-]{0,63}$/i.test(id) ? id : null;
  if (page === 'booth') return boothRoute(known, part, deep);
  if (page === 'moderate') return { page, stage: known };
  if (page === 'figures') return { page, session: known };
  return page === 'people' ? { page } : { page: 'stage' };
}

function boothRoute(exhibitor: string | null, part: string | undefined, id: string | undefined): StudioRoute {
  const known = kBoothParts.find((one) => one === part) ?? 'today';
  return { page: 'booth', exhibitor, part: known, id: id !== undefined && known !== 'today' && /^[\w.~-]{1,128}$/.test(id) ? id : null };
}

export const boothAddress = (exhibitor: string, part: BoothPart = 'today', id: string | null = null): string =>
  `/studio/booth/${encodeURIComponent(exhibitor)}${part === 'today' ? '' : `/${part}`}${id ? `/${encodeURIComponent(id)}` : ''}`;

export const route = new Cell<StudioRoute>({ page: 'stage' });

/** `instead`: the page that is left is not one to come back to. */
export function go(path: string, instead = false): void {
  if (instead) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
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
