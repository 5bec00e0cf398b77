import type { Instant, Localised } from '../../shared/api';
import type { Picture } from '../content/types';

export interface Category {
  id: string;
  title: Localised;
  exhibitors: number;
  products: number;
}

export interface HallLine {
  id: string;
  title: Localised;
  text: Localised;
  booths: number;
  exhibitors: number;
}

export interface Exhibition {
  text: Localised;
  categories: Category[];
  halls: HallLine[];
  exhibitors: number;
  products: number;
  sources: string[];
  illustrative: boolean;
}

/** A rectangle of a hall's floor, in metres from its upper left corner. */
export interface Booth {
  id: string;
  x: number;
  y: number;
  width: number;
  depth: number;
  /** Null: nobody stands there. */
  exhibitor: string | null;
  title: Localised;
  categories: string[];
  logo: Picture | null;
}

export interface Hall {
  id: string;
  title: Localised;
  text: Localised;
  width: number;
  depth: number;
  booths: Booth[];
}

export interface Price {
  /** Exact decimal text. */
  amount: string;
  currency: string;
  kind: 'exact' | 'from';
  /** What the price is of: "per year". */
  unit: Localised;
}

export interface File {
  id: string;
  title: Localised;
  url: string;
  bytes: number | null;
}

export interface Video {
  id: string;
  title: Localised;
  url: string;
  type: string | null;
}

export interface Product {
  id: string;
  title: Localised;
  text: Localised;
  category: string | null;
  pictures: Picture[];
  documents: File[];
  price: Price | null;
  /** Whether one can ask for an offer. */
  offers: boolean;
}

export interface Duty {
  starts_at: Instant;
  ends_at: Instant;
  staff: string;
  languages: string[];
}

export interface Exhibitor {
  id: string;
  title: Localised;
  organisation: string | null;
  text: Localised;
  categories: string[];
  tags: string[];
  languages: string[];
  country: string | null;
  website: string | null;
  links: { title: Localised; url: string }[];
  logo: Picture | null;
  pictures: Picture[];
  videos: Video[];
  documents: File[];
  products: Product[];
  booths: { hall: string; booth: string }[];
  sessions: string[];
  duty: Duty[];
  slot_minutes: number;
  illustrative: boolean;
  our_wording: string[];
  sources: string[];
}

export interface Mark {
  begin: number;
  size: number;
}

export interface FoundThing {
  kind: 'exhibitor' | 'product';
  id: string;
  exhibitor: string;
  /** Whose product it is. */
  exhibitor_title: Localised;
  title: Localised;
  title_marks: Mark[];
  snippet: string;
  marks: Mark[];
  picture: Picture | null;
  price: Price | null;
  hall: string | null;
  booth: string | null;
  url: string;
}

export interface FacetChoice {
  id: string;
  title: Localised;
  count: number;
}

export interface CatalogueAnswer {
  total: number;
  took_us: number;
  results: FoundThing[];
  facets: Record<Facet, FacetChoice[]>;
}

export const kFacets = ['kind', 'hall', 'category', 'country'] as const;
export type Facet = (typeof kFacets)[number];

// What a visitor keeps and says.

export interface Saved {
  exhibitor: string;
  product: string | null;
}

export interface Message {
  id: string;
  at: Instant;
  from: 'visitor' | 'staff';
  staff: string | null;
  language: string;
  text: string;
}

export interface Conversation {
  messages: Message[];
  staff_on_duty: boolean;
  languages: string[];
}

export interface ConversationLine {
  exhibitor: string;
  last: { text: string; at: Instant | null; from: string } | null;
  unread: number;
}

export interface Card {
  name: string;
  email: string;
  organisation: string;
  telephone: string;
  note: string;
}

export interface SharedCard {
  exhibitor: string;
  shared: string[];
  at: Instant | null;
  card: Card | null;
}

export interface Booking {
  id: string;
  exhibitor: string;
  starts_at: Instant;
  ends_at: Instant;
  state: string;
  reason: string;
}

export interface Offer {
  id: string;
  exhibitor: string;
  product: string;
  quantity: string;
  text: string;
  state: string;
  answer: string;
  at: Instant | null;
}

export interface SignUp {
  session: string;
  state: 'in' | 'waiting';
  position: number | null;
}

export interface Notice {
  seq: number;
  at: Instant | null;
  kind: string;
  text: Localised;
  session: string | null;
  exhibitor: string | null;
}

export interface Visit {
  seq: number;
  card: Card | null;
  cards: SharedCard[];
  saved: Saved[];
  conversations: ConversationLine[];
  bookings: Booking[];
  offers: Offer[];
  signups: SignUp[];
  notices: Notice[];
  feed_url: string | null;
}

export interface Slot {
  starts_at: Instant;
  ends_at: Instant;
  free: boolean;
}

export interface SignUpState {
  places: number;
  taken: number;
  waiting: number;
  mine: { state: 'in' | 'waiting'; position: number | null } | null;
}
