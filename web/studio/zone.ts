import { request, type Conference } from '../shared/api';
import { Cell } from '../shared/cell';

/** The conference's time zone, by which the desk shows all times; UTC until it is known. */
export const zone = new Cell('UTC');
/** How far the conference's clock is ahead of the real one. */
export const offset_ms = new Cell(0);

export async function learnZone(): Promise<void> {
  try {
    const { time_zone, clock } = await request<Conference>('/api/v1/conference');
    zone.set(time_zone);
    offset_ms.set(clock?.offset_ms ?? 0);
  } catch {
    setTimeout(() => void learnZone(), 3000);
  }
}
