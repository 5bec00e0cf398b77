import { isMap, type Value } from './path';

/** A booth as it stands in a hall: metres from the hall's left and near wall. */
export interface Booth {
  id: string;
  exhibitor: string;
  x: number;
  y: number;
  width: number;
  depth: number;
}

export interface Size {
  width: number;
  depth: number;
}

/** What a booth can suffer from in the plan. */
export type Trouble = 'outside' | 'overlap' | 'empty';

/** The plan's grid: half a metre. */
export const kGrid = 0.5;
const kSmallest = 1;
const kDimensions = ['x', 'y', 'width', 'depth'] as const;

const number = (value: Value | undefined): number => {
  const found = Number(value);
  return Number.isFinite(found) ? found : 0;
};
const text = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

export const sizeOf = (hall: Value | undefined): Size => ({
  width: isMap(hall) ? number(hall.width) : 0, depth: isMap(hall) ? number(hall.depth) : 0,
});

export function boothsOf(hall: Value | undefined): Booth[] {
  const booths = isMap(hall) && Array.isArray(hall.booths) ? hall.booths : [];
  return booths.filter(isMap).map((one) => ({
    id: text(one.id), exhibitor: text(one.exhibitor), x: number(one.x), y: number(one.y), width: number(one.width), depth: number(one.depth),
  }));
}

/** A length as the package writes it: centimetres at the most. */
export const written = (metres: number): string => String(Math.round(metres * 100) / 100);

export const snapped = (metres: number): number => Math.round(metres / kGrid) * kGrid;

const meet = (one: Booth, other: Booth): boolean =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.depth && other.y < one.y + one.depth;

/** What is wrong with which booth; sound ones are not in it. */
export function troublesOf(hall: Size, booths: readonly Booth[]): Map<string, Trouble> {
  const found = new Map<string, Trouble>();
  for (const one of booths) {
    if (one.width <= 0 || one.depth <= 0) found.set(one.id, 'empty');
    else if (one.x < 0 || one.y < 0 || one.x + one.width > hall.width || one.y + one.depth > hall.depth) found.set(one.id, 'outside');
  }
  booths.forEach((one, index) => {
    for (const other of booths.slice(index + 1)) {
      if (!meet(one, other)) continue;
      for (const { id } of [one, other]) if (!found.has(id)) found.set(id, 'overlap');
    }
  });
  return found;
}

const within = (value: number, most: number): number => Math.min(Math.max(0, value), Math.max(0, most));

/** The booth moved by metres, kept within its hall. */
export const moved = (booth: Booth, dx: number, dy: number, hall: Size): Booth => ({
  ...booth, x: within(booth.x + dx, hall.width - booth.width), y: within(booth.y + dy, hall.depth - booth.depth),
});

/** The booth made larger or smaller at its far corner, within its hall and no smaller than a metre. */
export const resized = (booth: Booth, dx: number, dy: number, hall: Size): Booth => ({
  ...booth,
  width: Math.max(kSmallest, Math.min(booth.width + dx, hall.width - booth.x)),
  depth: Math.max(kSmallest, Math.min(booth.depth + dy, hall.depth - booth.y)),
});

/** The first place, row by row, where a booth of this size stands alone with an aisle around it; null if there is none. */
export function freePlace(hall: Size, booths: readonly Booth[], size: Size, aisle = 1): { x: number; y: number } | null {
  for (let y = 0; y + size.depth <= hall.depth; y += kGrid) {
    for (let x = 0; x + size.width <= hall.width; x += kGrid) {
      const tried = { id: '', exhibitor: '', x: x - aisle, y: y - aisle, width: size.width + 2 * aisle, depth: size.depth + 2 * aisle };
      if (!booths.some((one) => meet(one, tried))) return { x, y };
    }
  }
  return aisle > 0 ? freePlace(hall, booths, size, 0) : null;
}

/** The id after the last one of its kind: a9 gives a10; the first is a1. */
export function nextId(booths: readonly Booth[]): string {
  const last = booths[booths.length - 1]?.id ?? 'a0';
  const [, stem = `${last}-`, digits = '0'] = /^(.*?)(\d+)$/.exec(last) ?? [];
  const taken = new Set(booths.map(({ id }) => id));
  for (let count = Number(digits) + 1; ; count += 1) {
    const id = `${stem}${String(count).padStart(digits.length, '0')}`;
    if (!taken.has(id)) return id;
  }
}

/** Which dimensions two states of a booth differ in. */
export const changedIn = (before: Booth, after: Booth): (typeof kDimensions)[number][] => kDimensions.filter((key) => written(before[key]) !== written(after[key]));
