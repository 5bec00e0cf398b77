import { request } from '../../shared/api';
import { Cell } from '../../shared/cell';
import { me } from '../../shared/signed_in';
import { recall, remember } from '../../shared/text';

const kStored = 'plenary.favourites';
const kFeed = 'plenary.feed';
const kUnsaved = 'plenary.favourites-unsaved';
/** The visitor's ticket of the conversation: the agenda of who has no account is found again by it. */
const kTicket = 'plenary.ticket';
const kAgenda = '/api/v1/my/agenda';

export function readList(text: string | null): string[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter((id): id is string => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

/** The sessions of the reader's agenda. This device always has them; the server only if the reader wants it. */
export const favourites = new Cell<ReadonlySet<string>>(new Set(readList(recall(kStored))));

/** The address of the reader's calendar on this site; null until it was made. */
export const feed = new Cell<string | null>(recall(kFeed));

/** Whether the server has what the device has. */
export const saving = new Cell<'here' | 'saved' | 'failed'>('here');

let timer: ReturnType<typeof setTimeout> | undefined;

/** Puts a session into the agenda or takes it out; answers whether it is in now. */
export function toggleFavourite(id: string): boolean {
  const next = new Set(favourites.get());
  const taken = !next.delete(id);
  if (taken) next.add(id);
  keep(next);
  if (me.get() || feed.get()) {
    remember(kUnsaved, '1');
    clearTimeout(timer);
    timer = setTimeout(() => void save(), 700);
  }
  return taken;
}

function keep(ids: ReadonlySet<string>): void {
  remember(kStored, ids.size > 0 ? JSON.stringify([...ids]) : null);
  favourites.set(ids);
}

interface Answer {
  sessions: string[];
  feed: string | null;
  ticket: string | null;
}

async function ask(sessions?: string[]): Promise<Answer> {
  const ticket = recall(kTicket);
  const answer = await request<Answer>(kAgenda, {
    method: sessions ? 'PUT' : 'GET',
    ...(sessions ? { body: { sessions } } : {}),
    ...(me.get() ? { csrf: me.get()!.csrf } : {}),
    ...(ticket ? { headers: { 'x-plenary-ticket': ticket } } : {}),
    cache: 'no-store',
  });
  if (answer.ticket) remember(kTicket, answer.ticket);
  if (answer.feed) {
    remember(kFeed, answer.feed);
    feed.set(answer.feed);
  }
  return answer;
}

/** Gives the server the agenda as it is here; the answer brings the calendar's address. */
export async function save(): Promise<boolean> {
  try {
    await ask([...favourites.get()]);
    remember(kUnsaved, null);
    saving.set('saved');
    return true;
  } catch {
    saving.set('failed');
    return false;
  }
}

/**
 * Takes up what the server knows of this reader from other devices. The first time both are put
 * together; later the server's wins, unless something here did not reach it yet.
 */
export async function takeUp(): Promise<void> {
  if (!me.get() && !feed.get()) return;
  if (recall(kUnsaved)) return void (await save());
  const first = !feed.get();
  try {
    const { sessions } = await ask();
    const here = favourites.get();
    keep(new Set(first ? [...sessions, ...here] : sessions));
    saving.set('saved');
    if (first && [...here].some((id) => !sessions.includes(id))) await save();
  } catch {
    saving.set('failed');
  }
}

// Another window of the same reader changed the agenda.
if (typeof window !== 'undefined') {
  window.addEventListener('storage', (event) => {
    if (event.key === kStored) favourites.set(new Set(readList(event.newValue)));
    if (event.key === kFeed) feed.set(event.newValue);
  });
}
