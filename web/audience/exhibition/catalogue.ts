import type { Language } from '../../shared/api';
import { kFacets, type Facet } from './types';

export const kPage = 24;

/** What a visitor looks for. It lives in the address, so that it can be shared and undone. */
export interface Wish {
  text: string;
  kind: string | null;
  hall: string | null;
  category: string | null;
  country: string | null;
  /** From 1. */
  page: number;
}

export const kNoWish: Wish = { text: '', kind: null, hall: null, category: null, country: null, page: 1 };

export function readWish(query: string): Wish {
  const asked = new URLSearchParams(query);
  const facets = Object.fromEntries(kFacets.map((name) => [name, asked.get(name)?.slice(0, 64) || null])) as Record<Facet, string | null>;
  const page = Number(asked.get('page'));
  return { ...facets, text: (asked.get('q') ?? '').slice(0, 200), page: Number.isInteger(page) && page > 0 && page <= 10_000 ? page : 1 };
}

/** The wish as a query; what else stands in `query` stays. */
export function writeWish(wish: Wish, query = ''): string {
  const asked = new URLSearchParams(query);
  const put = (name: string, value: string | null) => (value ? asked.set(name, value) : asked.delete(name));
  put('q', wish.text || null);
  for (const name of kFacets) put(name, wish[name]);
  put('page', wish.page > 1 ? String(wish.page) : null);
  const written = asked.toString();
  return written ? `?${written}` : '';
}

/** A change of what is looked for begins at its first page. */
export const changed = (wish: Wish, change: Partial<Wish>): Wish => ({ ...wish, page: 1, ...change });

export function catalogueRequest(wish: Wish, language: Language): string {
  const asked = new URLSearchParams({ lang: language, limit: String(kPage), offset: String((wish.page - 1) * kPage) });
  if (wish.text.trim()) asked.set('q', wish.text.trim());
  for (const name of kFacets) if (wish[name]) asked.set(name, wish[name]!);
  return `/api/v1/exhibition/catalogue?${asked}`;
}

export const pagesOf = (total: number): number => Math.max(1, Math.ceil(total / kPage));

/** The pages to offer: the first, the last and those around the present one; null is a gap. */
export function pageNumbers(page: number, pages: number): (number | null)[] {
  const wanted = [...new Set([1, page - 1, page, page + 1, pages])].filter((one) => one >= 1 && one <= pages).sort((a, b) => a - b);
  return wanted.flatMap((one, at) => {
    const before = wanted[at - 1];
    if (before === undefined || one - before === 1) return [one];
    return one - before === 2 ? [one - 1, one] : [null, one];
  });
}
