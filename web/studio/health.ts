import type { DeskInput } from '../shared/api';

/** What is wrong with an input, worst first; nothing for one that is not there at all. */
export type Trouble = 'lost' | 'missing' | 'frozen' | 'black' | 'silent' | 'undecodable' | 'dropped';

export function troublesOf(input: DeskInput): Trouble[] {
  if (input.state === 'absent' || input.state === 'connecting') return [];
  const found: Trouble[] = [];
  if (input.state === 'lost') found.push('lost');
  else if (input.health.missing) found.push('missing');
  if (input.health.frozen) found.push('frozen');
  if (input.health.black) found.push('black');
  if (input.health.silent) found.push('silent');
  if (input.undecodable > 0) found.push('undecodable');
  if (input.dropped > 0) found.push('dropped');
  return found;
}

/** Troubles that the picture or the sound shows; the others are counters. */
export const isSerious = (trouble: Trouble): boolean => trouble !== 'undecodable' && trouble !== 'dropped';

export type Level = 'none' | 'good' | 'warning' | 'bad';

export function levelOf(input: DeskInput): Level {
  if (input.state === 'absent') return 'none';
  if (input.state === 'connecting') return 'warning';
  const troubles = troublesOf(input);
  if (troubles.includes('lost') || troubles.includes('missing')) return 'bad';
  return troubles.some(isSerious) ? 'warning' : 'good';
}

const kFloor_db = -60;

/** A level on a meter from -60 dB to 0 dB, as 0 to 1. */
export function meter(level_db: number | null): number {
  if (level_db === null || !Number.isFinite(level_db)) return 0;
  return Math.min(1, Math.max(0, (level_db - kFloor_db) / -kFloor_db));
}

/** 5.98 Mbit/s, 320 kbit/s. */
export function bitrate(bps: number): string {
  if (bps >= 1e6) return `${(bps / 1e6).toFixed(2)} Mbit/s`;
  return `${Math.round(bps / 1000)} kbit/s`;
}

/** 812 MB, 1.4 GB: decimal, as disks are sold. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 2 && value < 100 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
