import { zoneOffset } from '../../shared/time';

const two = (value: number) => String(value).padStart(2, '0');

/** "2020-07-23T14:30:00+08:00" as the clock on the wall of a zone: "2020-07-23T14:30". Empty for what is no time. */
export function wallTime(instant: string, zone: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return '';
  return new Date(at + zoneOffset(at, zone) * 60_000).toISOString().slice(0, 16);
}

/** The wall's time as RFC 3339 with the zone's offset of that day. Empty for what is no time. */
export function instantOf(wall: string, zone: string): string {
  const as_utc = Date.parse(`${wall}Z`);
  if (Number.isNaN(as_utc)) return '';
  // The offset is that of the instant meant, which is found by trying: twice, for days when clocks change.
  let minutes = zoneOffset(as_utc, zone);
  minutes = zoneOffset(as_utc - minutes * 60_000, zone);
  const size = Math.abs(minutes);
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${wall.length === 16 ? `${wall}:00` : wall.slice(0, 19)}${offset}`;
}

/** Every date from the first to the last, at most `most`. */
export function datesBetween(first: string, last: string, most = 60): string[] {
  const dates: string[] = [];
  const end = Date.parse(`${last}T12:00:00Z`);
  for (let at = Date.parse(`${first}T12:00:00Z`); at <= end && dates.length < most; at += 86_400_000) {
    dates.push(new Date(at).toISOString().slice(0, 10));
  }
  return dates;
}

/** The zones that this browser knows, and always the one given. */
export function zones(given: string): string[] {
  const known = (Intl as { supportedValuesOf?: (key: string) => string[] }).supportedValuesOf?.('timeZone') ?? [];
  return [...new Set([given, 'UTC', ...known])].filter(Boolean);
}
