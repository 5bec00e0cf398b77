import type { Language, Session, StageName } from '../../shared/api';
import { calendarDay, clockTime, dateOf, zoneOffset } from '../../shared/time';

const kMinute = 60_000;
const kHour = 60 * kMinute;

export interface Placed {
  session: Session;
  from_ms: number;
  to_ms: number;
  /** Sessions of one stage that overlap stand one below the other. */
  lane: number;
}

export interface Row {
  stage: StageName;
  lanes: number;
  placed: Placed[];
}

/** One day, time across and stages down. Whole hours by the shown zone at both ends. */
export interface Grid {
  from_ms: number;
  to_ms: number;
  rows: Row[];
}

/** Null for a day without sessions. A session that is given twice stands there once. Stages keep the programme's order; those without a session are left out. */
export function layOut(given: readonly Session[], stages: readonly StageName[], zone: string): Grid | null {
  const sessions = [...new Map(given.map((session) => [session.id, session])).values()];
  if (sessions.length === 0) return null;
  const starts = sessions.map(({ starts_at }) => Date.parse(starts_at));
  const ends = sessions.map((session, index) => Math.max(Date.parse(session.ends_at), starts[index]! + kMinute));
  const first = Math.min(...starts);
  // Hours are whole where the reader is: India's begin at half past.
  const shift = zoneOffset(first, zone) * kMinute;
  const from_ms = Math.floor((first + shift) / kHour) * kHour - shift;
  const to_ms = Math.ceil((Math.max(...ends) + shift) / kHour) * kHour - shift;
  const known = new Set(stages.map(({ id }) => id));
  const strangers = [...new Set(sessions.map(({ stage }) => stage))].filter((id) => !known.has(id));
  const rows = [...stages, ...strangers.map((id) => ({ id, title: {} }))].flatMap((stage) => {
    const own = sessions.filter((session) => session.stage === stage.id);
    return own.length > 0 ? [rowOf(stage, own)] : [];
  });
  return { from_ms, to_ms, rows };
}

function rowOf(stage: StageName, sessions: readonly Session[]): Row {
  const free: number[] = [];
  const placed = sessions
    .map((session) => ({ session, from_ms: Date.parse(session.starts_at), to_ms: Date.parse(session.ends_at) }))
    .sort((a, b) => a.from_ms - b.from_ms || a.to_ms - b.to_ms || a.session.id.localeCompare(b.session.id))
    .map((one) => {
      const found = free.findIndex((until) => until <= one.from_ms);
      const lane = found < 0 ? free.length : found;
      free[lane] = one.to_ms;
      return { ...one, lane };
    });
  return { stage, lanes: free.length, placed };
}

export interface Tick {
  at_ms: number;
  label: string;
  /** The date, where the reader's day begins within the grid or where the grid begins. */
  day: string;
}

export function hourTicks(grid: Grid, zone: string, language: Language): Tick[] {
  const ticks: Tick[] = [];
  let before = '';
  for (let at_ms = grid.from_ms; at_ms < grid.to_ms; at_ms += kHour) {
    const date = dateOf(at_ms, zone);
    ticks.push({ at_ms, label: clockTime(at_ms, zone, language), day: date === before ? '' : calendarDay(date, language, false) });
    before = date;
  }
  return ticks;
}

/** How wide an hour has to be for the shortest session to be read and used, in rem. */
export function hourWidth(grid: Grid): number {
  const shortest = Math.min(...grid.rows.flatMap(({ placed }) => placed.map(({ from_ms, to_ms }) => to_ms - from_ms)));
  return Math.min(26, Math.max(7.5, (4 * kHour) / Math.max(shortest, kMinute)));
}

/** Where an instant lies between the grid's ends, in percent; beyond them it is below 0 or above 100. */
export const across = (grid: Grid, at_ms: number): number =>
  Math.round(((at_ms - grid.from_ms) / (grid.to_ms - grid.from_ms)) * 1e5) / 1e3;

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown' | 'Home' | 'End' | 'PageUp' | 'PageDown' | 'First' | 'Last';

/** The session that a key leads to from another; the same one at an edge. */
export function move(grid: Grid, from: string, arrow: Arrow): string {
  const row = grid.rows.findIndex(({ placed }) => placed.some(({ session }) => session.id === from));
  if (row < 0) return grid.rows[0]?.placed[0]?.session.id ?? from;
  const here = grid.rows[row]!.placed;
  const at = here.findIndex(({ session }) => session.id === from);
  const idOf = (placed: Placed | undefined) => placed?.session.id ?? from;
  switch (arrow) {
    case 'ArrowLeft': return idOf(here[at - 1]);
    case 'ArrowRight': return idOf(here[at + 1]);
    case 'Home': return idOf(here[0]);
    case 'End': return idOf(here[here.length - 1]);
    case 'First': return idOf(grid.rows[0]?.placed[0]);
    case 'Last': return idOf(grid.rows[grid.rows.length - 1]?.placed.slice(-1)[0]);
    default: return idOf(vertical(grid, row, here[at]!, arrow));
  }
}

function vertical(grid: Grid, row: number, from: Placed, arrow: Arrow): Placed | undefined {
  const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -5, PageDown: 5 }[arrow as 'ArrowUp'];
  const to = Math.min(grid.rows.length - 1, Math.max(0, row + step));
  if (to === row) return from;
  const distance = ({ from_ms, to_ms }: Placed) =>
    Math.max(0, from_ms - from.to_ms + 1, from.from_ms - to_ms + 1) * 1000 + Math.abs(from_ms - from.from_ms);
  return [...grid.rows[to]!.placed].sort((a, b) => distance(a) - distance(b))[0];
}

const kArrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown'];

export function arrowOf({ key, ctrlKey, metaKey, altKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): Arrow | null {
  if (altKey || metaKey || !kArrows.includes(key)) return null;
  if (!ctrlKey) return key as Arrow;
  return key === 'Home' ? 'First' : key === 'End' ? 'Last' : null;
}
