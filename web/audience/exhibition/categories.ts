import { Cell } from '../../shared/cell';
import { request, type Localised } from '../../shared/api';
import { takeBegun } from '../playing';
import { readExhibition } from './read';
import type { Exhibition } from './types';

/** Told apart in light and dark, even in strength; categories beyond take them in turn. */
const kPalette = ['#3a7ca5', '#b5651d', '#5b8c5a', '#8a5fa8', '#c0586b', '#2f8f83', '#a3862b', '#5c6bc0'];

/** The halls and categories, for pages that name them; null until they are there. */
export const exhibition = new Cell<Exhibition | null>(null);

const kPath = '/api/v1/exhibition';
let asking: Promise<void> | null = null;

/** Asks once; a failure is asked again by the next page that wants to know. */
export function wantExhibition(): void {
  if (exhibition.get() || asking) return;
  asking = (takeBegun(kPath) ?? request<unknown>(kPath, { cache: 'no-cache' }))
    .then((value) => exhibition.set(readExhibition(value)), () => undefined)
    .finally(() => (asking = null));
}

export function colourOf(all: Exhibition | null, category: string | null | undefined): string | null {
  const at = all?.categories.findIndex(({ id }) => id === category) ?? -1;
  return at < 0 ? null : kPalette[at % kPalette.length]!;
}

export const categoryTitle = (all: Exhibition | null, id: string): Localised => all?.categories.find((one) => one.id === id)?.title ?? { en: id };
export const hallTitle = (all: Exhibition | null, id: string): Localised => all?.halls.find((one) => one.id === id)?.title ?? { en: id };
