import { ApiError, request, type RequestOptions } from '../../shared/api';
import { Cell } from '../../shared/cell';
import { Follower, type Held } from '../../shared/held';
import { fields, list, number, text } from '../../shared/reading';
import { refusalWords } from '../../shared/refusal';
import { brought, me, restoreLogin } from '../../shared/signed_in';
import { recall, remember } from '../../shared/text';
import { texts } from '../app';
import { favourites, toggleFavourite } from '../programme/favourites';
import { card as readCard, readBooking, readSignUp, readVisit, sharedCard } from './read';
import type { Booking, Card, SharedCard, SignUpState, Visit } from './types';

/** The visitor's ticket, the same as in the conversation of a stage: who has no account is known by it. */
const kTicket = 'plenary.ticket';
const kVisit = '/api/v1/my/visit';
/** Longer than the server holds an answer. */
const kHeld_ms = 40_000;

/** What the visitor keeps here; null until it was asked for. */
export const my = new Cell<Visit | null>(null);
/** The server could not be asked what the visitor keeps. */
export const my_failed = new Cell(false);

/** What happened to the visit, as the server numbered it. */
export interface VisitChange {
  seq: number;
  kind: string;
  exhibitor: string | null;
  session: string | null;
}

/** The newest changes; pages that show one of these things ask for it again. */
export const happened = new Cell<readonly VisitChange[]>([]);

let issuing: Promise<unknown> | null = null;

/**
 * One request in the visitor's name. The first of a stranger brings a ticket; the others wait for it, or each
 * would be somebody else.
 */
export async function ask(path: string, options: RequestOptions = {}): Promise<unknown> {
  while (!me.get() && !recall(kTicket) && issuing) await issuing.catch(() => undefined);
  const asking = send(path, options);
  // To look at what one keeps makes nobody known; to keep something does, and to be at a booth.
  const issues = (options.method ?? 'GET') !== 'GET' || path.includes('/changes?');
  if (issues && !me.get() && !recall(kTicket)) {
    issuing = asking;
    void asking.catch(() => undefined).then(() => (issuing = null));
  }
  return asking;
}

async function send(path: string, options: RequestOptions): Promise<unknown> {
  const ticket = recall(kTicket);
  const answer = await request<unknown>(path, {
    cache: 'no-store',
    ...options,
    headers: { ...(ticket ? { 'x-plenary-ticket': ticket } : {}), ...options.headers },
    ...(me.get() ? { csrf: me.get()!.csrf } : {}),
  });
  const issued = text(fields(answer).ticket);
  if (issued) remember(kTicket, issued);
  return answer;
}

/** Who was signed in is asked for once a document, before anything in the visitor's name. */
let restored: Promise<unknown> | null = null;
export const known = (): Promise<unknown> => (restored ??= restoreLogin().then(() => brought));

export async function refresh(): Promise<void> {
  await known();
  try {
    my.set(readVisit(await ask(kVisit)));
    my_failed.set(false);
  } catch {
    my_failed.set(true);
  }
}

function changesOf(value: unknown): Held<VisitChange> {
  const answer = fields(value);
  return {
    seq: number(answer.seq) ?? 0,
    changes: list(answer.changes).map(fields).map((one) => ({
      seq: number(one.seq) ?? 0, kind: text(one.kind) ?? '', exhibitor: text(one.exhibitor), session: text(one.session),
    })),
  };
}

/**
 * Keeps the visit up to date while somebody looks at it; with `booth`, the visitor is counted as being there.
 * Answers what ends it.
 */
export function follow(booth: string | null): () => void {
  const where = booth ? `&booth=${encodeURIComponent(booth)}` : '';
  const follower = new Follower<VisitChange>(
    async (after, signal) => changesOf(await ask(`${kVisit}/changes?after=${after}${where}`, { signal, timeout_ms: kHeld_ms })),
    (changes, anew) => {
      void refresh();
      happened.set(anew ? [{ seq: 0, kind: 'anew', exhibitor: null, session: null }] : [...changes]);
    },
  );
  let ended = false;
  void refresh().then(() => {
    if (!ended) follower.start(my.get()?.seq ?? 0);
  });
  return () => {
    ended = true;
    follower.stop();
  };
}

/** Why the server refused, in the reader's language; empty where it did not answer. */
export const reason = (error: unknown): string => refusalWords(error, texts.get().language);

// What a visitor does.

const thing = (exhibitor: string, product: string | null) => `${encodeURIComponent(exhibitor)}${product ? `/${encodeURIComponent(product)}` : ''}`;

export const isSaved = (visit: Visit | null, exhibitor: string, product: string | null): boolean =>
  visit?.saved.some((one) => one.exhibitor === exhibitor && one.product === product) ?? false;

/** Shown at once, and taken back where the server does not take it. */
export async function save(exhibitor: string, product: string | null, keep: boolean): Promise<boolean> {
  const put = (kept: boolean) => {
    const visit = my.get() ?? readVisit({});
    const others = visit.saved.filter((one) => one.exhibitor !== exhibitor || one.product !== product);
    my.set({ ...visit, saved: kept ? [...others, { exhibitor, product }] : others });
  };
  await known();
  put(keep);
  try {
    await ask(`${kVisit}/saved/${thing(exhibitor, product)}`, { method: keep ? 'PUT' : 'DELETE' });
    return true;
  } catch {
    put(!keep);
    return false;
  }
}

const cardPath = (exhibitor: string) => `${kVisit}/cards/${encodeURIComponent(exhibitor)}`;

/** What of a card is given: empty fields are not. */
export const filled = (card: Card): Partial<Card> => Object.fromEntries(Object.entries(card).flatMap(([key, value]) => (value.trim() ? [[key, value.trim()]] : [])));

export async function leaveCard(exhibitor: string, card: Card): Promise<SharedCard | null> {
  await known();
  const answer = fields(await ask(cardPath(exhibitor), { method: 'PUT', body: filled(card) }));
  const [shared] = sharedCard({ ...answer, card }, exhibitor);
  void refresh();
  return shared ?? null;
}

/** The card as it lies at a booth; null where none does. */
export async function cardAt(exhibitor: string): Promise<SharedCard | null> {
  await known();
  try {
    const answer = fields(await ask(cardPath(exhibitor)));
    return sharedCard({ ...answer, card: readCard(answer.card) ?? readCard(answer) }, exhibitor)[0] ?? null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export async function withdrawCard(exhibitor: string): Promise<void> {
  await ask(cardPath(exhibitor), { method: 'DELETE' });
  void refresh();
}

/** A booking, or the slot that is offered where another visitor was quicker. */
export type Booked = { kind: 'booked'; booking: Booking | null } | { kind: 'taken'; next: string | null };

export async function book(exhibitor: string, starts_at: string, note: string): Promise<Booked> {
  await known();
  try {
    const answer = await ask(`${kVisit}/bookings`, { method: 'POST', body: { exhibitor, starts_at, ...(note.trim() ? { note: note.trim() } : {}) } });
    void refresh();
    return { kind: 'booked', booking: readBooking(answer)[0] ?? null };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    const { next } = fields(error.problem);
    return { kind: 'taken', next: text(next) ?? text(fields(next).starts_at) };
  }
}

export async function cancelBooking(id: string): Promise<void> {
  await ask(`${kVisit}/bookings/${encodeURIComponent(id)}`, { method: 'DELETE' });
  await refresh();
}

export const newId = (): string => crypto.getRandomValues(new Uint32Array(4)).reduce((id, part) => id + part.toString(36).padStart(7, '0'), '');

export async function askOffer(id: string, exhibitor: string, product: string, quantity: number, words: string): Promise<void> {
  await known();
  await ask(`${kVisit}/offers`, { method: 'POST', body: { id, exhibitor, product, quantity, text: words.trim() } });
  void refresh();
}

const signUpPath = (session: string) => `/api/v1/sessions/${encodeURIComponent(session)}/signup`;

export async function signUpOf(session: string): Promise<SignUpState> {
  await known();
  return readSignUp(await ask(signUpPath(session)));
}

export async function signUp(session: string, wants: boolean): Promise<SignUpState> {
  await known();
  await ask(signUpPath(session), { method: wants ? 'POST' : 'DELETE' });
  // What somebody has a place in is in their agenda: they are reminded of it, whatever page they are on.
  if (wants !== favourites.get().has(session)) toggleFavourite(session);
  void refresh();
  return signUpOf(session);
}

