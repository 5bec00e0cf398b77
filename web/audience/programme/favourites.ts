import { Cell } from '../../shared/cell';
import { recall, remember } from '../../shared/text';

const kStored = 'plenary.favourites';

export function readList(text: string | null): string[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

/** The sessions of the reader's agenda, kept on this device. */
export const favourites = new Cell<ReadonlySet<string>>(new Set(readList(recall(kStored))));

/** Puts a session into the agenda or takes it out; answers whether it is in now. */
export function toggleFavourite(id: string): boolean {
  const next = new Set(favourites.get());
  const taken = !next.delete(id);
  if (taken) next.add(id);
  keep(next);
  return taken;
}

export function keep(ids: ReadonlySet<string>): void {
  remember(kStored, ids.size > 0 ? JSON.stringify([...ids]) : null);
  favourites.set(ids);
}

// Another window of the same reader changed the agenda.
if (typeof window !== 'undefined') {
  window.addEventListener('storage', (event) => {
    if (event.key === kStored) favourites.set(new Set(readList(event.newValue)));
  });
}
