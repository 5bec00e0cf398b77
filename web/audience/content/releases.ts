import { Cell } from '../../shared/cell';
import type { Release } from '../../pulse/wire';

/**
 * What came out while this document was open. Pulses tell of it on a stage; elsewhere the lists of
 * reports and news are asked for. Each release is told once, wherever it was heard of first.
 */
export const released = new Cell<readonly Release[]>([]);

/** Changes whenever something came out: pages ask again for what they show. */
export const newest = new Cell('');

export const releaseKey = ({ kind, id }: Pick<Release, 'kind' | 'id'>): string => `${kind}/${id}`;

/** What came out so shortly before the lists were first asked for that it is still news. */
const kJust_ms = 120_000;

let known = new Set<string>();
let listed = false;

/** The lists as they are: the first time they are the ground, later whatever they had not is new. */
export function learnLists(all: readonly Release[], now: number): void {
  const fresh = listed ? all : all.filter(({ t }) => Math.abs(now - t) < kJust_ms);
  listed = true;
  learnReleases(fresh);
  for (const one of all) known.add(releaseKey(one));
}

/** What a pulse says has come out. */
export function learnReleases(all: readonly Release[]): void {
  const fresh = all.filter((one) => !known.has(releaseKey(one)));
  if (fresh.length === 0) return;
  for (const one of fresh) known.add(releaseKey(one));
  released.update((before) => [...before, ...fresh]);
  newest.set(fresh.map(releaseKey).join(' '));
}

/** For tests: as if the document had just been opened. */
export function forgetReleases(): void {
  known = new Set();
  listed = false;
  released.set([]);
  newest.set('');
}
