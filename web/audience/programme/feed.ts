import { request } from '../../shared/api';
import { Cell } from '../../shared/cell';
import { recall, remember } from '../../shared/text';
import { favourites } from './favourites';

const kStored = 'plenary.feed';

/** The address of the reader's calendar on this site; null until it was made. */
export const feed = new Cell<string | null>(recall(kStored));

/** Gives the server the agenda; the answer is the calendar's address. False when that did not work. */
export async function makeFeed(): Promise<boolean> {
  try {
    const { url } = await request<{ url: string }>('/api/v1/favourites', { method: 'POST', body: { sessions: [...favourites.get()] } });
    remember(kStored, url);
    feed.set(url);
    return true;
  } catch {
    return false;
  }
}
