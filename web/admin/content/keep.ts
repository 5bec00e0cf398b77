import { recall, remember } from '../../shared/text';
import type { Act } from './edits';

/**
 * What is not yet saved, in the browser's storage: a shelf for each tab, so that tabs never overwrite each
 * other; the shelf of a tab that is gone is taken over by the next one.
 */
export interface Shelves {
  keys(): string[];
  read(key: string): string | null;
  write(key: string, value: string | null): void;
}

interface Shelf {
  at: number;
  acts: Act[];
}

/** A tab that lives writes at least this often while it has something on its shelf. */
export const kBeat_ms = 4000;

export class Keeper {
  constructor(
    private readonly shelves: Shelves,
    private readonly tab: string,
    private readonly now: () => number,
    /** Begins the names of the shelves: edits that go elsewhere lie on others. */
    private readonly prefix = 'plenary.desk.edits.',
  ) {}

  keep(acts: readonly Act[]): void {
    const shelf: Shelf = { at: this.now(), acts: [...acts] };
    this.shelves.write(this.prefix + this.tab, acts.length ? JSON.stringify(shelf) : null);
  }

  /** This tab's own acts from before a reload, and those of tabs that have not been heard of for a while. */
  take(): Act[] {
    const acts: Act[] = [];
    for (const key of this.shelves.keys().filter((one) => one.startsWith(this.prefix))) {
      const shelf = read(this.shelves.read(key));
      const own = key === this.prefix + this.tab;
      if (shelf && !own && this.now() - shelf.at < 3 * kBeat_ms) continue;
      if (shelf) acts.push(...shelf.acts);
      if (!own) this.shelves.write(key, null);
    }
    return acts;
  }
}

function read(text: string | null): Shelf | null {
  try {
    const shelf = JSON.parse(text ?? '') as Shelf;
    return Array.isArray(shelf.acts) ? shelf : null;
  } catch {
    return null;
  }
}

/** The browser's storage; where it is forbidden, edits last as long as the page. */
export function browserShelves(): Shelves {
  return {
    keys: () => {
      try {
        return Object.keys(localStorage);
      } catch {
        return [];
      }
    },
    read: recall,
    write: remember,
  };
}

/** The same tab over reloads, another one in every other tab. */
export function thisTab(): string {
  const fresh = Math.random().toString(36).slice(2, 10);
  try {
    const known = sessionStorage.getItem('plenary.desk.tab') ?? fresh;
    sessionStorage.setItem('plenary.desk.tab', known);
    return known;
  } catch {
    return fresh;
  }
}
