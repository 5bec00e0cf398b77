import type { Booth, Hall } from './types';

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End';

const kArrows: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

export function arrowOf({ key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): Arrow | null {
  return !ctrlKey && !metaKey && !altKey && kArrows.includes(key) ? (key as Arrow) : null;
}

/** As one reads: row by row from the entrance's corner. Booths whose depths overlap stand in one row. */
export function inReadingOrder(booths: readonly Booth[]): Booth[] {
  const rows: Booth[][] = [];
  for (const booth of [...booths].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const row = rows[rows.length - 1];
    if (row && booth.y < row[0]!.y + row[0]!.depth / 2) row.push(booth);
    else rows.push([booth]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.x - b.x));
}

const middle = ({ x, y, width, depth }: Booth) => ({ x: x + width / 2, y: y + depth / 2 });

/** How far two spans are apart; 0 where they touch or overlap. */
const gap = (from: number, size: number, other: number, other_size: number) => Math.max(0, other - (from + size), from - (other + other_size));

/**
 * The booth that a key leads to: the nearest in that direction, straight ahead before aside. The same one
 * where there is none. Home and End are the first and last as one reads.
 */
export function walk(booths: readonly Booth[], from: string, arrow: Arrow): string {
  const here = booths.find(({ id }) => id === from);
  if (!here || arrow === 'Home' || arrow === 'End') {
    const order = inReadingOrder(booths);
    return (arrow === 'End' ? order[order.length - 1] : order[0])?.id ?? from;
  }
  const across = arrow === 'ArrowLeft' || arrow === 'ArrowRight';
  const sign = arrow === 'ArrowLeft' || arrow === 'ArrowUp' ? -1 : 1;
  const at = middle(here);
  let best: { id: string; cost: number } | null = null;
  for (const one of booths) {
    const to = middle(one);
    const ahead = sign * (across ? to.x - at.x : to.y - at.y);
    if (one.id === from || ahead <= 0.01) continue;
    const aside = across ? gap(here.y, here.depth, one.y, one.depth) : gap(here.x, here.width, one.x, one.width);
    // Of two straight ahead at one distance, the one whose middle is nearer.
    const off = Math.abs(across ? to.y - at.y : to.x - at.x);
    // Someone who stands beside rather than ahead is reached by the other arrows.
    if (aside > 0 && off > 2 * ahead) continue;
    const cost = ahead + 4 * aside + off / 100;
    if (!best || cost < best.cost) best = { id: one.id, cost };
  }
  return best?.id ?? from;
}

const overlap = (from: number, size: number, other: number, other_size: number) => from < other + other_size - 0.01 && other < from + size - 0.01;

/** The floor that a booth's name may stand on where its booth is small: how far it is to the next on its right, and below it. */
export function floorOf(hall: Hall, booth: Booth): { across: number; below: number } {
  const others = hall.booths.filter(({ id }) => id !== booth.id);
  const end = booth.y + booth.depth;
  const under = others.filter((one) => one.y >= end - 0.01 && overlap(booth.x, booth.width, one.x, one.width));
  const below = Math.min(hall.depth, ...under.map(({ y }) => y)) - end;
  const beside = others.filter((one) => one.x >= booth.x + booth.width - 0.01 && overlap(booth.y, booth.depth + below, one.y, one.depth));
  return { across: Math.min(hall.width, ...beside.map(({ x }) => x)) - booth.x, below };
}

const middleOf = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/**
 * The size of a hall's letters in metres, and where names stand: on the floor below their booths where the aisles
 * have more room than the booths, else inside.
 */
export function lettersOf(hall: Hall): { size: number; outside: boolean } {
  const usual = middleOf(hall.booths.map(({ width }) => width)) || 4;
  const wide = hall.width / 76;
  const floors = hall.booths.map((booth) => floorOf(hall, booth));
  const roomy = middleOf(floors.map(({ below }) => below)) >= 2.2 * wide && middleOf(floors.map(({ across }) => across)) >= 1.25 * usual;
  if (roomy && usual < 7 * wide) return { size: wide, outside: true };
  return { size: Math.min(Math.max(usual / 6.6, hall.width / 160), hall.width / 60), outside: false };
}

const isWide = (letter: string) => /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(letter);
const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (isWide(letter) ? 1 : /[ilj.,:;'|! ]/.test(letter) ? 0.32 : /[mwMW@]/.test(letter) ? 0.9 : /[A-Z]/.test(letter) ? 0.68 : 0.56), 0);

/** Less than this many ems would show beginnings of names that say nothing. */
const kNarrowest = 3;

/**
 * A name in lines that fit a width (both in ems), at most `lines` of them; the last ends in an ellipsis where the
 * name goes on. Latin words break at spaces, Chinese anywhere. Empty where not even a short word fits.
 */
export function linesOf(name: string, width: number, lines: number): string[] {
  if (lines < 1 || width < kNarrowest) return [];
  const words = name.trim().match(/[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]|[^\s\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]+|\s+/g) ?? [];
  const made: string[] = [];
  let line = '';
  for (const word of words) {
    if (widthOf(line + word.trimEnd()) <= width) {
      line += word;
      continue;
    }
    if (line.trim()) made.push(line.trim());
    line = word.trimStart();
    if (made.length === lines) break;
  }
  if (made.length < lines && line.trim()) made.push(line.trim());
  const whole = made.join('').replace(/\s/g, '').length >= name.replace(/\s/g, '').length;
  return made.map((one, at) => clipped(one, width, !whole && at === made.length - 1));
}

function clipped(line: string, width: number, goes_on: boolean): string {
  if (!goes_on && widthOf(line) <= width) return line;
  let kept = [...line];
  while (kept.length > 0 && widthOf(kept.join('')) + 1 > width) kept = kept.slice(0, -1);
  return `${kept.join('').trimEnd()}…`;
}

/** Letters are not set smaller than this share of a hall's size. */
const kSmallest = 0.8;

/** A name for a booth: as much of it as fits, set a little smaller where that saves its end. Widths in ems. */
export function label(name: string, width: number, lines: number): { lines: string[]; scale: number } {
  const plain = linesOf(name, width, Math.floor(lines));
  if (plain.length === 0 && width / kSmallest < kNarrowest) return { lines: [], scale: 1 };
  const cut = (made: readonly string[]) => made.length === 0 || made[made.length - 1]!.endsWith('…');
  const orphan = (made: readonly string[]) => made.length > 1 && widthOf(made[made.length - 1]!) < 1.2;
  if (!cut(plain) && !orphan(plain)) return { lines: plain, scale: 1 };
  const small = linesOf(name, width / kSmallest, Math.floor(lines / kSmallest));
  return !cut(small) && !orphan(small) ? { lines: small, scale: kSmallest } : { lines: plain, scale: 1 };
}

/** Where a route of booths goes, in metres; booths that the hall does not have are passed over. */
export function routeOf(hall: Hall, stops: readonly string[]): { booth: Booth; x: number; y: number }[] {
  return stops.flatMap((id) => {
    const booth = hall.booths.find((one) => one.id === id);
    return booth ? [{ booth, ...middle(booth) }] : [];
  });
}
