import { request } from '../../shared/api';
import { Cell } from '../../shared/cell';
import { readExhibitor } from './read';
import type { Exhibitor } from './types';

/** Exhibitors that something of the visitor's names, by id: each is asked for once a document. */
export const named = new Cell<ReadonlyMap<string, Exhibitor>>(new Map());

const asked = new Set<string>();

export function wantNames(ids: readonly string[]): void {
  for (const id of new Set(ids)) {
    if (asked.has(id)) continue;
    asked.add(id);
    request<unknown>(`/api/v1/exhibition/exhibitors/${encodeURIComponent(id)}`).then(
      (value) => named.update((all) => new Map([...all, [id, readExhibitor(value)]])),
      () => asked.delete(id),
    );
  }
}
