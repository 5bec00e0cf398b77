import { request, type Conference } from '../shared/api';
import { Cell } from '../shared/cell';

/** The conference's time zone, by which the desk shows all times; UTC until it is known. */
export const zone = new Cell('UTC');

export async function learnZone(): Promise<void> {
  try {
    zone.set((await request<Conference>('/api/v1/conference')).time_zone);
  } catch {
    setTimeout(() => void learnZone(), 3000);
  }
}
