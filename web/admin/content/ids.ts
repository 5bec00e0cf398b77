import type { Value } from './path';

/** An id from a title: lower-case Latin letters, digits and hyphens; empty where the title has none. */
export function slug(title: string): string {
  return title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 48).replace(/-+$/, '');
}

/** The id for a new entry: the title's, or `kind-1`, with a number behind where it is taken. */
export function freshId(title: string, kind: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  const base = slug(title);
  if (base && !used.has(base)) return base;
  for (let count = base ? 2 : 1; ; count += 1) {
    const candidate = `${base || kind}-${count}`;
    if (!used.has(candidate)) return candidate;
  }
}

/** The ids of a list's entries. */
export function idsOf(list: Value | undefined): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) => {
    const id = item && typeof item === 'object' && !Array.isArray(item) ? item.id : undefined;
    return typeof id === 'string' ? [id] : [];
  });
}

const kId = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
export const isId = (text: string): boolean => kId.test(text);
