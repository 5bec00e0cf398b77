import { Cell } from '../shared/cell';
import { fieldKey, type Path } from './content/path';

export const kPages = [
  'overview', 'conference', 'programme', 'forums', 'people', 'organisations', 'sources', 'stages', 'exhibition', 'exhibitors', 'reports', 'news', 'pictures',
  'releases', 'publish', 'versions', 'accounts', 'audit', 'transfer',
] as const;
export type PageName = (typeof kPages)[number];

/** `/admin/programme/opening-forum`: a page, the entry open on it, and a part of that. */
export interface DeskRoute {
  page: PageName;
  id: string | null;
  part: string | null;
}

const known = (step: string | undefined): string | null => (step && /^[\w.-]{1,80}$/.test(step) ? step : null);

/** A path under /admin as a route; what is not known is the overview. */
export function deskRoute(path: string): DeskRoute {
  const [, name, id, part] = path.split('/').filter(Boolean);
  const page = kPages.find((one) => one === name) ?? 'overview';
  return page === 'overview' ? { page, id: null, part: null } : { page, id: known(id), part: known(part) };
}

export const pathOf = (page: PageName, id?: string | null, part?: string | null): string =>
  `/admin${page === 'overview' ? '' : `/${page}`}${id ? `/${encodeURIComponent(id)}` : ''}${id && part ? `/${encodeURIComponent(part)}` : ''}`;

/** The page on which a place of the package is edited, with the field to go to. */
export function addressOf(file: string, path: Path): string {
  const entry = path[1];
  const id = typeof entry === 'object' ? (entry.id ?? null) : typeof entry === 'string' ? entry : null;
  const at = path.length > 0 ? `#${encodeURIComponent(fieldKey(file, path))}` : '';
  const folder = /^(reports|news|exhibitors)\/([^/.]+)/.exec(file);
  const product = folder?.[1] === 'exhibitors' && path[0] === 'products' ? id : null;
  if (folder) return `${pathOf(folder[1] as PageName, folder[2], product)}${at}`;
  if (file === 'exhibition.yaml') return pathOf('exhibition', path[0] === 'halls' ? id : null) + at;
  const list = path[0];
  if (file === 'people.yaml') return pathOf('people', id) + at;
  if (file === 'organisations.yaml') return pathOf('organisations', id) + at;
  if (file === 'sources.yaml') return pathOf('sources', typeof list === 'string' ? list : null) + at;
  if (file === 'programme.yaml') return (list === 'stages' ? pathOf('stages') : list === 'forums' ? pathOf('forums', id) : pathOf('programme', id)) + at;
  return pathOf('conference') + at;
}

export const route = new Cell<DeskRoute>({ page: 'overview', id: null, part: null });

export function go(address: string): void {
  history.pushState(null, '', address);
  follow();
  if (!location.hash) scrollTo(0, 0);
}

function follow(): void {
  const next = deskRoute(location.pathname);
  const here = route.get();
  if (next.page !== here.page || next.id !== here.id || next.part !== here.part) route.set(next);
  if (location.hash) toField(decodeURIComponent(location.hash.slice(1)));
}

/** Brings a field into sight and into the keyboard's focus, as soon as its page is drawn. */
function toField(id: string, tries = 40): void {
  const field = document.getElementById(id);
  if (!field) {
    // A place deeper than any field is shown by the nearest field above it.
    if (tries === 0 && id.includes('/')) return toField(id.slice(0, id.lastIndexOf('/')), 1);
    if (tries > 0) setTimeout(() => toField(id, tries - 1), 50);
    return;
  }
  for (let around = field.parentElement; around; around = around.parentElement) if (around instanceof HTMLDetailsElement) around.open = true;
  field.scrollIntoView({ block: 'center' });
  const control = field.matches('input, textarea, select, button') ? field : field.querySelector<HTMLElement>('input, textarea, select, button');
  control?.focus({ preventScroll: true });
}

/** Follows links within the desk without leaving the document. */
export function startRouter(): void {
  follow();
  addEventListener('popstate', follow);
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || link.target || link.download || link.origin !== location.origin || !/^\/admin(\/|$)/.test(link.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.hash);
  });
}
