import { request, type Language, type Localised } from '../../shared/api';

export const kKinds = ['session', 'forum', 'person', 'organisation', 'exhibitor', 'product', 'report', 'indicator', 'news'] as const;
export type FoundKind = (typeof kKinds)[number];

export interface Found {
  kind: FoundKind;
  id: string;
  title: string | Localised;
  title_marks?: Mark[];
  snippet: string;
  marks?: Mark[];
  url: string;
  score: number;
}

/** A range of a text that matched, in UTF-16 code units. */
export interface Mark {
  begin: number;
  size: number;
}

export interface SearchAnswer {
  took_us: number;
  results: Found[];
}

export function search(text: string, language: Language, kind: FoundKind | null, limit: number): Promise<SearchAnswer> {
  const query = new URLSearchParams({ q: text, lang: language, limit: String(limit) });
  if (kind) query.set('kind', kind);
  return request<SearchAnswer>(`/api/v1/search?${query}`);
}

/** Results by kind; the kind with the best result first, within a kind as the server ordered them. */
export function grouped(results: readonly Found[]): { kind: FoundKind; results: Found[] }[] {
  const groups = new Map<FoundKind, Found[]>();
  for (const found of results) groups.set(found.kind, [...(groups.get(found.kind) ?? []), found]);
  const best = (found: Found[]) => Math.max(...found.map(({ score }) => score));
  return [...groups]
    .map(([kind, found]) => ({ kind, results: found }))
    .sort((a, b) => best(b.results) - best(a.results) || kKinds.indexOf(a.kind) - kKinds.indexOf(b.kind));
}

export interface Piece {
  text: string;
  marked: boolean;
}

/** A text in pieces, those that were found marked. Ranges that do not fit the text are left out. */
export function pieces(text: string, marks: readonly Mark[] = []): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const { begin, size } of [...marks].sort((a, b) => a.begin - b.begin)) {
    if (begin < at || size <= 0 || begin + size > text.length) continue;
    if (begin > at) found.push({ text: text.slice(at, begin), marked: false });
    found.push({ text: text.slice(begin, begin + size), marked: true });
    at = begin + size;
  }
  if (at < text.length) found.push({ text: text.slice(at), marked: false });
  return found;
}

/** Only addresses of this site are followed; anything else a result may say is not one. */
export const safePath = (url: string): string => (/^\/(?!\/)/.test(url) ? url : '/search');
