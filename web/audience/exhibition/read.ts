import { fields, list, number, text, texts, words } from '../../shared/reading';
import { picture } from '../content/read';
import type {
  Booth, Booking, CatalogueAnswer, Card, Category, Conversation, ConversationLine, Exhibition, Exhibitor, FacetChoice, File, FoundThing,
  Hall, Mark, Message, Notice, Offer, Price, Product, SharedCard, SignUp, SignUpState, Slot, Visit,
} from './types';

/** The exhibition's JSON as the pages use it: what is optional there is there or null here. */

const ids = <T extends { id: string }>(all: T[]): T[] => all.filter(({ id }) => id);
const pictures = (value: unknown) => list(value).flatMap((one) => picture(one) ?? []);

/** Other sites are linked to only where the address is one of the web. */
const webAddress = (value: unknown): string | null => (/^https?:\/\//i.test(text(value) ?? '') ? text(value) : null);
const address = (value: unknown): string | null => (/^\/(?!\/)/.test(text(value) ?? '') ? text(value) : webAddress(value));

function category(value: unknown): Category {
  const one = fields(value);
  return { id: text(one.id) ?? '', title: words(one.title), exhibitors: number(one.exhibitors) ?? 0, products: number(one.products) ?? 0 };
}

export function readExhibition(value: unknown): Exhibition {
  const one = fields(value);
  return {
    text: words(one.text),
    categories: ids(list(one.categories).map(category)),
    halls: ids(list(one.halls).map(fields).map((hall) => ({
      id: text(hall.id) ?? '', title: words(hall.title), text: words(hall.text), booths: number(hall.booths) ?? 0, exhibitors: number(hall.exhibitors) ?? 0,
    }))),
    exhibitors: number(one.exhibitors) ?? 0,
    products: number(one.products) ?? 0,
    sources: texts(one.sources),
    illustrative: one.illustrative === true,
  };
}

function booth(value: unknown): Booth[] {
  const one = fields(value);
  const [id, x, y, width, depth] = [text(one.id), number(one.x), number(one.y), number(one.width), number(one.depth)];
  if (id === null || x === null || y === null || !width || !depth) return [];
  return [{ id, x, y, width, depth, exhibitor: text(one.exhibitor), title: words(one.title), categories: texts(one.categories), logo: picture(one.logo) }];
}

export function readHall(value: unknown): Hall {
  const one = fields(value);
  const booths = list(one.booths).flatMap(booth);
  const end = (of: (booth: Booth) => number) => Math.max(1, ...booths.map(of));
  return {
    id: text(one.id) ?? '', title: words(one.title), text: words(one.text), booths,
    width: number(one.width) ?? end(({ x, width }) => x + width),
    depth: number(one.depth) ?? end(({ y, depth }) => y + depth),
  };
}

export function price(value: unknown): Price | null {
  const one = fields(value);
  const [amount, currency] = [text(one.amount), text(one.currency)];
  return amount && currency ? { amount, currency, kind: one.kind === 'from' ? 'from' : 'exact', unit: words(one.unit) } : null;
}

function file(value: unknown): File[] {
  const one = fields(value);
  const url = address(one.url);
  return url ? [{ id: text(one.id) ?? url, title: words(one.title), url, bytes: number(one.size_bytes) }] : [];
}

function product(value: unknown): Product {
  const one = fields(value);
  return {
    id: text(one.id) ?? '', title: words(one.title), text: words(one.text), category: text(one.category),
    pictures: pictures(one.pictures), documents: list(one.documents).flatMap(file), price: price(one.price), offers: one.offers === true,
  };
}

export function readExhibitor(value: unknown): Exhibitor {
  const one = fields(value);
  return {
    id: text(one.id) ?? '', title: words(one.title), organisation: text(one.organisation), text: words(one.text),
    categories: texts(one.categories), tags: texts(one.tags), languages: texts(one.languages), country: text(one.country),
    website: webAddress(one.website),
    links: list(one.links).map(fields).flatMap((link) => {
      const url = webAddress(link.url);
      return url ? [{ title: words(link.title), url }] : [];
    }),
    logo: picture(one.logo), pictures: pictures(one.pictures),
    videos: list(one.videos).map(fields).flatMap((video) => {
      const url = address(video.url);
      return url ? [{ id: text(video.id) ?? url, title: words(video.title), url, type: text(video.type) }] : [];
    }),
    documents: list(one.documents).flatMap(file),
    products: ids(list(one.products).map(product)),
    booths: list(one.booths).map(fields).flatMap((place) => {
      const [hall, id] = [text(place.hall), text(place.booth)];
      return hall && id ? [{ hall, booth: id }] : [];
    }),
    sessions: texts(one.sessions),
    duty: list(one.duty).map(fields).flatMap((duty) => {
      const [starts_at, ends_at] = [text(duty.starts_at), text(duty.ends_at)];
      return starts_at && ends_at ? [{ starts_at, ends_at, staff: text(duty.staff) ?? '', languages: texts(duty.languages) }] : [];
    }),
    slot_minutes: number(one.slot_minutes) ?? 20,
    illustrative: one.illustrative === true,
    our_wording: texts(one.our_wording),
    sources: texts(one.sources),
  };
}

const marks = (value: unknown): Mark[] => list(value).map(fields).flatMap((mark) => {
  const [begin, size] = [number(mark.begin), number(mark.size)];
  return begin !== null && size !== null ? [{ begin, size }] : [];
});

function found(value: unknown): FoundThing[] {
  const one = fields(value);
  const [id, exhibitor] = [text(one.id), text(one.exhibitor)];
  const kind = one.kind === 'product' ? 'product' : 'exhibitor';
  const url = address(one.url);
  if (id === null || url === null) return [];
  return [{
    kind, id, exhibitor: exhibitor ?? id, exhibitor_title: words(one.exhibitor_title), title: words(one.title),
    title_marks: marks(one.title_marks ?? (one.snippet_marks ? one.marks : null)), snippet: text(one.snippet) ?? '',
    marks: marks(one.snippet_marks ?? one.marks), picture: picture(one.picture ?? one.logo), price: price(one.price), hall: text(one.hall),
    booth: text(one.booth), url,
  }];
}

function facet(value: unknown): FacetChoice[] {
  const one = fields(value);
  const id = text(one.id);
  return id === null ? [] : [{ id, title: words(one.title), count: number(one.count) ?? 0 }];
}

export function readCatalogue(value: unknown): CatalogueAnswer {
  const one = fields(value);
  const facets = fields(one.facets);
  const of = (name: string) => list(facets[name]).flatMap(facet);
  return {
    total: number(one.total) ?? 0, took_us: number(one.took_us) ?? 0, results: list(one.results).flatMap(found),
    facets: { kind: of('kind'), hall: of('hall'), category: of('category'), country: of('country') },
  };
}

// What a visitor keeps and says.

export function readMessage(value: unknown): Message[] {
  const one = fields(value);
  const [id, at] = [text(one.id), text(one.at)];
  if (id === null || at === null) return [];
  return [{ id, at, from: one.from === 'staff' ? 'staff' : 'visitor', staff: text(one.staff), language: text(one.language) ?? '', text: text(one.text) ?? '' }];
}

export function readConversation(value: unknown): Conversation {
  const one = fields(value);
  return { messages: list(one.messages).flatMap(readMessage), staff_on_duty: one.staff_on_duty === true, languages: texts(one.languages) };
}

function conversationLine(value: unknown): ConversationLine[] {
  const one = fields(value);
  const exhibitor = text(one.exhibitor);
  const last = fields(one.last);
  const said = text(last.text) ?? text(one.text);
  return exhibitor === null ? [] : [{
    exhibitor, unread: number(one.unread) ?? 0,
    last: said === null ? null : { text: said, at: text(last.at), from: text(last.from) ?? 'visitor' },
  }];
}

export function card(value: unknown): Card | null {
  const one = fields(value);
  const name = text(one.name);
  if (name === null) return null;
  const of = (key: string) => text(one[key]) ?? '';
  return { name, email: of('email'), organisation: of('organisation'), telephone: of('telephone'), note: of('note') };
}

export function sharedCard(value: unknown, exhibitor?: string): SharedCard[] {
  const one = fields(value);
  const shared = texts(one.shared);
  const whose = text(one.exhibitor) ?? text(one.with) ?? exhibitor ?? '';
  if (!whose || shared.length === 0) return [];
  return [{ exhibitor: whose, shared, at: text(one.at), card: card(one.card ?? one) }];
}

export function readBooking(value: unknown): Booking[] {
  const one = fields(value);
  const [id, exhibitor, starts_at, ends_at] = [text(one.id), text(one.exhibitor), text(one.starts_at), text(one.ends_at)];
  if (!id || !exhibitor || !starts_at || !ends_at) return [];
  return [{ id, exhibitor, starts_at, ends_at, state: text(one.state) ?? '', reason: text(one.reason) ?? '' }];
}

function offer(value: unknown): Offer[] {
  const one = fields(value);
  const [id, exhibitor] = [text(one.id), text(one.exhibitor)];
  if (!id || !exhibitor) return [];
  return [{
    id, exhibitor, product: text(one.product) ?? '', quantity: text(one.quantity) ?? '', text: text(one.text) ?? '',
    state: text(one.state) ?? '', answer: text(one.answer) ?? text(fields(one.answer).text) ?? '', at: text(one.at),
  }];
}

const signUp = (value: unknown): SignUp[] => {
  const one = fields(value);
  const session = text(one.session);
  return session === null ? [] : [{ session, state: one.state === 'waiting' ? 'waiting' : 'in', position: number(one.position) }];
};

function notice(value: unknown): Notice[] {
  const one = fields(value);
  const seq = number(one.seq);
  if (seq === null) return [];
  return [{ seq, at: text(one.at), kind: text(one.kind) ?? '', text: words(one.text), session: text(one.session), exhibitor: text(one.exhibitor) }];
}

export function readVisit(value: unknown): Visit {
  const one = fields(value);
  return {
    seq: number(one.seq) ?? 0,
    card: card(one.card),
    cards: list(one.cards).flatMap((each) => sharedCard(each)),
    saved: list(one.saved).map(fields).flatMap((saved) => {
      const exhibitor = text(saved.exhibitor);
      return exhibitor ? [{ exhibitor, product: text(saved.product) }] : [];
    }),
    conversations: list(one.conversations).flatMap(conversationLine),
    bookings: list(one.bookings).flatMap(readBooking),
    offers: list(one.offers).flatMap(offer),
    signups: list(one.signups).flatMap(signUp),
    notices: list(one.notices).flatMap(notice),
    feed_url: text(one.feed_url),
  };
}

export function readSlots(value: unknown): Slot[] {
  return list(fields(value).slots).map(fields).flatMap((slot) => {
    const [starts_at, ends_at] = [text(slot.starts_at), text(slot.ends_at)];
    return starts_at && ends_at ? [{ starts_at, ends_at, free: slot.free === true }] : [];
  });
}

export function readSignUp(value: unknown): SignUpState {
  const one = fields(value);
  const mine = fields(one.mine);
  return {
    places: number(one.places) ?? 0, taken: number(one.taken) ?? 0, waiting: number(one.waiting) ?? 0,
    mine: text(mine.state) ? { state: mine.state === 'waiting' ? 'waiting' : 'in', position: number(mine.position) } : null,
  };
}
