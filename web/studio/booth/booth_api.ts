import { request, type Instant, type Localised } from '../../shared/api';
import type { Held } from '../../shared/held';
import { csrf } from '../app';

/** A booth that somebody may run, for choosing among several. */
export interface BoothName {
  exhibitor: string;
  title: Localised;
  unread: number;
}

export interface Booking {
  id: string;
  visitor: string;
  name: string | null;
  starts_at: Instant;
  ends_at: Instant;
  /** Withdrawn by the visitor, or cancelled by the booth. */
  state: 'booked' | 'withdrawn' | 'cancelled';
  note: string;
  /** The booth's, told to the visitor. */
  reason: string;
}

/** What happens at the booth at this moment. */
export interface BoothNow {
  exhibitor: string;
  title: Localised;
  visitors_now: number;
  /** Who of those left a card at this booth; the others are only counted. */
  shared_now: { visitor: string; name: string | null; organisation: string }[];
  unread: number;
  next_booking: Booking | null;
}

export interface Message {
  id: string;
  at: Instant;
  from: 'visitor' | 'staff';
  staff: string | null;
  language: string;
  text: string;
}

/** A conversation in the list; `visitor` is opaque, and a name is there only once it was shared. */
export interface Conversation {
  visitor: string;
  name: string | null;
  last: Message | null;
  unread: number;
}

/** A card that was left, and what the staff made of it. */
export interface Lead {
  id: string;
  visitor: string;
  at: Instant;
  name: string;
  email: string;
  organisation: string;
  telephone: string;
  /** The visitor's own words on the card. */
  words: string;
  note: string;
  tags: string[];
  rating: number;
}

export type LeadChange = Partial<Pick<Lead, 'note' | 'tags' | 'rating'>>;

export interface OfferRequest {
  id: string;
  at: Instant;
  visitor: string;
  name: string | null;
  product: string;
  quantity: number | null;
  text: string;
  state: 'open' | 'answered';
  answer: string;
}

export interface Figure {
  id: string;
  title: Localised;
  definition: Localised;
  /** By day; a day without an entry has nothing to say of it. */
  values: ReadonlyMap<string, number>;
}

export interface StaffMember {
  account: string;
  name: string;
  signed_in: boolean;
}

export interface Slot {
  starts_at: Instant;
  ends_at: Instant;
  free: boolean;
}

export interface BoothChange {
  seq: number;
  kind: string;
}

type Json = Record<string, unknown>;
const map = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});
const list = (value: unknown, name: string): Json[] => {
  const found = Array.isArray(value) ? value : map(value)[name];
  return Array.isArray(found) ? found.map(map) : [];
};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const text_or_null = (value: unknown): string | null => text(value) || null;
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
const localised = (value: unknown): Localised => (typeof value === 'string' ? { en: value } : (map(value) as Localised));

export const boothPath = (exhibitor: string, rest = ''): string => `/api/v1/desk/booths/${encodeURIComponent(exhibitor)}${rest}`;
const get = (path: string) => request<unknown>(path, { cache: 'no-store' });
const send = (method: 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body: unknown = {}) => request<unknown>(path, { method, body, csrf: csrf() });

export const readBooths = async (): Promise<BoothName[]> =>
  list(await get('/api/v1/desk/booths'), 'booths').map((one) => ({ exhibitor: text(one.exhibitor) || text(one.id), title: localised(one.title), unread: number(one.unread) }));

export function bookingOf(value: unknown): Booking {
  const one = map(value);
  return {
    id: text(one.id), visitor: text(one.visitor), name: text_or_null(one.name),
    starts_at: text(one.starts_at), ends_at: text(one.ends_at), state: one.state === 'withdrawn' || one.state === 'cancelled' ? one.state : 'booked', note: text(one.note), reason: text(one.reason),
  };
}

export async function readNow(exhibitor: string): Promise<{ now: BoothNow; seq: number }> {
  const answer = map(await get(boothPath(exhibitor)));
  return {
    seq: number(answer.seq),
    now: {
      exhibitor, title: localised(answer.title), visitors_now: number(answer.visitors_now), unread: number(answer.unread),
      shared_now: list(answer.shared_now, '').map((one) => ({ visitor: text(one.visitor), name: text_or_null(one.name), organisation: text(one.organisation) })),
      next_booking: answer.next_booking ? bookingOf(answer.next_booking) : null,
    },
  };
}

export function messageOf(value: unknown): Message {
  const one = map(value);
  return { id: text(one.id), at: text(one.at), from: one.from === 'staff' ? 'staff' : 'visitor', staff: text_or_null(one.staff), language: text(one.language), text: text(one.text) };
}

export const readConversations = async (exhibitor: string): Promise<Conversation[]> =>
  list(await get(boothPath(exhibitor, '/conversations')), 'conversations').map((one) => ({
    visitor: text(one.visitor), name: text_or_null(one.name), unread: number(one.unread),
    last: one.last ? messageOf(one.last) : null,
  }));

/** The newest messages, and how many there are before them. */
export async function readMessages(exhibitor: string, visitor: string, most: number): Promise<{ messages: Message[]; earlier: number }> {
  const answer = map(await get(boothPath(exhibitor, `/conversations/${encodeURIComponent(visitor)}?most=${most}`)));
  return { messages: list(answer, 'messages').map(messageOf), earlier: number(answer.earlier) };
}

export const sendMessage = (exhibitor: string, visitor: string, body: { id: string; text: string; language: string }) =>
  send('POST', boothPath(exhibitor, `/conversations/${encodeURIComponent(visitor)}/messages`), body);

export const readLeads = async (exhibitor: string): Promise<Lead[]> =>
  list(await get(boothPath(exhibitor, '/leads')), 'leads').map((one) => {
    const card = map(one.card);
    const of = (key: string) => text(card[key]);
    return {
      id: text(one.id), visitor: text(one.id), at: text(one.at), name: of('name'), email: of('email'), organisation: of('organisation'),
      telephone: of('telephone'), words: of('note'), note: text(one.note),
      tags: Array.isArray(one.tags) ? one.tags.map(String) : [], rating: number(one.rating),
    };
  });

export const changeLead = (exhibitor: string, lead: string, change: LeadChange) => send('PATCH', boothPath(exhibitor, `/leads/${encodeURIComponent(lead)}`), change);

export const readBookings = async (exhibitor: string): Promise<Booking[]> => list(await get(boothPath(exhibitor, '/bookings')), 'bookings').map(bookingOf);
export const cancelBooking = (exhibitor: string, booking: string, reason: string) => send('DELETE', boothPath(exhibitor, `/bookings/${encodeURIComponent(booking)}`), { reason });

export const readSlots = async (exhibitor: string, from: string, to: string): Promise<Slot[]> =>
  list(await get(`/api/v1/exhibition/exhibitors/${encodeURIComponent(exhibitor)}/slots?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`), 'slots')
    .map((one) => ({ starts_at: text(one.starts_at), ends_at: text(one.ends_at), free: one.free === true }));

export const readOffers = async (exhibitor: string): Promise<OfferRequest[]> =>
  list(await get(boothPath(exhibitor, '/offers')), 'offers').map((one) => ({
    id: text(one.id), at: text(one.at), visitor: text(one.visitor), name: text_or_null(one.name), product: text(one.product),
    quantity: typeof one.quantity === 'number' ? one.quantity : null, text: text(one.text), answer: text(one.answer),
    state: one.state === 'answered' ? 'answered' : 'open',
  }));
/** `id` is the message's, in which the visitor receives it. */
export const answerOffer = (exhibitor: string, offer: string, message: { id: string; text: string; language: string }) =>
  send('POST', boothPath(exhibitor, '/offers'), { offer, ...message });

/** Figures per day, each with what it counts. */
export async function readFigures(exhibitor: string): Promise<{ days: string[]; figures: Figure[] }> {
  const answer = map(await get(boothPath(exhibitor, '/figures')));
  const days = list(answer, 'days');
  return {
    days: days.map((one) => text(one.day)),
    figures: list(answer, 'definitions').map((one) => {
      const id = text(one.id);
      const values = days.flatMap((day) => (typeof day[id] === 'number' ? [[text(day.day), number(day[id])] as const] : []));
      return { id, title: localised(one.title), definition: localised(one.text), values: new Map(values) };
    }),
  };
}

export const readStaff = async (exhibitor: string): Promise<StaffMember[]> =>
  list(await get(boothPath(exhibitor, '/staff')), 'staff').map((one) => ({ account: text(one.account), name: text(one.name), signed_in: one.signed_in === true }));
export const dropStaff = (exhibitor: string, account: string) => send('DELETE', boothPath(exhibitor, `/staff/${encodeURIComponent(account)}`));

/** A link that makes whoever opens it one of the booth's staff, once. */
export async function inviteStaff(exhibitor: string): Promise<string> {
  const answer = map(await send('POST', boothPath(exhibitor, '/invitation')));
  return new URL(text(answer.url) || `/join/${text(answer.token)}`, location.href).href;
}

export async function calendarLink(exhibitor: string): Promise<string> {
  const answer = map(await get(boothPath(exhibitor, '/calendar')));
  return new URL(text(answer.url), location.href).href;
}

/** Held by the server until something happens at the booth. */
export async function readChanges(exhibitor: string, after: number, signal: AbortSignal): Promise<Held<BoothChange>> {
  const answer = map(await request<unknown>(boothPath(exhibitor, `/changes?after=${after}`), { cache: 'no-store', timeout_ms: 40_000, signal }));
  return { seq: number(answer.seq), changes: list(answer, 'changes').map((one) => ({ seq: number(one.seq), kind: text(one.kind) })) };
}
