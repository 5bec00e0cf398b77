import { ApiError, type Localised } from '../../shared/api';
import { announce } from '../../shared/announce';
import { Cell } from '../../shared/cell';
import { Follower } from '../../shared/held';
import { refusalWords } from '../../shared/refusal';
import { recall, remember } from '../../shared/text';
import { logOutHere, problemText, texts } from '../app';
import {
  changeLead, readBookings, readChanges, readConversations, readLeads, readMessages, readNow, readOffers, sendMessage,
  type Booking, type BoothChange, type BoothNow, type Conversation, type Lead, type LeadChange, type Message, type OfferRequest,
} from './booth_api';
import { Outbox, type Outgoing } from './outbox';
import { boothTexts } from './words';

export { boothTexts } from './words';

export interface Answer {
  visitor: string;
  id: string;
  text: string;
  language: string;
  at: string;
}

const kRecall = <T>(key: string, otherwise: T): T => {
  try {
    return (JSON.parse(recall(key) ?? 'null') as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
};

/** An id that no other device makes. */
export const freshId = (): string => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A long conversation is read from its end; what was said before comes when it is asked for. */
const kAtOnce = 60;

/**
 * One booth as its staff see it. What happens comes by held answers; each kind of change has the lists read
 * anew that it touches. What staff write is kept in the browser until the server has it.
 */
export class BoothDesk {
  readonly now = new Cell<BoothNow | null>(null);
  readonly conversations = new Cell<Conversation[] | null>(null);
  /** Of the conversation that is open. */
  readonly messages = new Cell<Message[] | null>(null);
  /** How many messages of it there are before those. */
  readonly earlier = new Cell(0);
  readonly leads = new Cell<Lead[] | null>(null);
  readonly bookings = new Cell<Booking[] | null>(null);
  readonly offers = new Cell<OfferRequest[] | null>(null);
  readonly problem = new Cell('');
  readonly answers: Outbox<Answer>;
  readonly marks: Outbox<LeadChange>;
  readonly reachable: Cell<boolean>;
  private readonly follower: Follower<BoothChange>;
  private open_visitor: string | null = null;
  private most = kAtOnce;
  private timer: ReturnType<typeof setInterval> | null = null;

  constructor(readonly exhibitor: string) {
    const after = (ms: number, run: () => void) => void setTimeout(run, ms);
    const shelf = (name: string) => `plenary.booth.${name}.${exhibitor}`;
    const keep = (name: string) => (all: readonly Outgoing<unknown>[]) => remember(shelf(name), all.length ? JSON.stringify(all) : null);
    const words = (error: ApiError) => refusalWords(error, texts.get().language);
    this.answers = new Outbox<Answer>({
      send: async ({ visitor, id, text, language }) => {
        await sendMessage(exhibitor, visitor, { id, text, language });
        await Promise.all([this.readThread(), this.read('conversations')]).catch(() => undefined);
      },
      keep: keep('answers'), after, words,
    });
    this.marks = new Outbox<LeadChange>({
      send: async (change, lead) => {
        await changeLead(exhibitor, lead, change);
        this.leads.update((leads) => leads && leads.map((one) => (one.id === lead ? { ...one, ...change } : one)));
      },
      keep: keep('marks'), after, words,
    });
    this.follower = new Follower((seq, signal) => readChanges(exhibitor, seq, signal), (changes, anew) => void this.happened(changes, anew));
    this.reachable = this.follower.reachable;
    this.answers.restore(kRecall<Outgoing<Answer>[]>(shelf('answers'), []));
    this.marks.restore(kRecall<Outgoing<LeadChange>[]>(shelf('marks'), []));
  }

  async start(): Promise<void> {
    const seq = await this.readBooth();
    if (this.problem.get()) return;
    // Where the server is away the follower tries on, and has everything read when it is back.
    this.follower.start(seq ?? 0);
    await this.everything();
    // How many are at the booth is counted, not told: it is asked for now and then.
    this.timer = setInterval(() => void this.readBooth(), 10_000);
  }

  stop(): void {
    this.follower.stop();
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** Opens a conversation; the server takes it as read. */
  async open(visitor: string | null): Promise<void> {
    if (visitor === this.open_visitor) return;
    this.open_visitor = visitor;
    this.most = kAtOnce;
    this.messages.set(null);
    this.earlier.set(0);
    await this.readThread();
    await this.read('conversations');
  }

  /** What was said before what is there. */
  async more(): Promise<void> {
    this.most += kAtOnce;
    await this.readThread();
  }

  answer(visitor: string, text: string, language: string): void {
    this.answers.put(visitor, { visitor, id: freshId(), text, language, at: new Date().toISOString() });
  }

  /** A lead with what is on its way. */
  marked(lead: Lead, waiting: readonly Outgoing<LeadChange>[]): Lead {
    return waiting.filter((one) => one.key === lead.id).reduce((sum, one) => ({ ...sum, ...one.value }), lead);
  }

  async refresh(): Promise<void> {
    await Promise.all([this.readBooth(), this.everything()]);
  }

  private everything(): Promise<unknown> {
    return Promise.all([this.read('conversations'), this.read('leads'), this.read('bookings'), this.read('offers'), this.readThread()]);
  }

  private async happened(changes: readonly BoothChange[], anew: boolean): Promise<void> {
    const kinds = new Set(changes.map(({ kind }) => kind));
    if (anew) return void (await this.refresh());
    const known = new Set(['message', 'card', 'booking', 'offer']);
    const other = [...kinds].some((kind) => !known.has(kind));
    const before = this.conversations.get()?.reduce((sum, one) => sum + one.unread, 0) ?? 0;
    await Promise.all([
      this.readBooth(),
      ...(kinds.has('message') || other ? [this.read('conversations'), this.readThread()] : []),
      ...(kinds.has('card') || other ? [this.read('leads'), this.read('conversations')] : []),
      ...(kinds.has('booking') || other ? [this.read('bookings')] : []),
      ...(kinds.has('offer') || other ? [this.read('offers')] : []),
    ]);
    const after = this.conversations.get()?.reduce((sum, one) => sum + one.unread, 0) ?? 0;
    const say = boothTexts.get().say;
    const told = [
      after > before ? say('told_message', { count: after }) : '', kinds.has('card') ? say('told_card') : '',
      kinds.has('booking') ? say('told_booking') : '', kinds.has('offer') ? say('told_offer') : '',
    ].filter(Boolean);
    if (told.length) announce(told.join(' '));
  }

  private async readBooth(): Promise<number | null> {
    try {
      const { now, seq } = await readNow(this.exhibitor);
      this.now.set(now);
      this.problem.set('');
      return seq;
    } catch (error) {
      return this.failed(error);
    }
  }

  private async read(what: 'conversations' | 'leads' | 'bookings' | 'offers'): Promise<void> {
    try {
      if (what === 'conversations') this.conversations.set(newestFirst(await readConversations(this.exhibitor)));
      else if (what === 'leads') this.leads.set(await readLeads(this.exhibitor));
      else if (what === 'bookings') this.bookings.set(await readBookings(this.exhibitor));
      else this.offers.set(await readOffers(this.exhibitor));
    } catch (error) {
      this.failed(error);
    }
  }

  private async readThread(): Promise<void> {
    const visitor = this.open_visitor;
    if (visitor === null) return;
    try {
      const { messages, earlier } = await readMessages(this.exhibitor, visitor, this.most);
      if (visitor !== this.open_visitor) return;
      this.messages.set(messages);
      this.earlier.set(earlier);
    } catch (error) {
      this.failed(error);
    }
  }

  /** A server that is away is told by `reachable`; what it refuses is a problem to show. */
  private failed(error: unknown): null {
    if (error instanceof ApiError && error.status === 401) logOutHere();
    else if (error instanceof ApiError && error.status > 0 && error.status < 500) this.problem.set(problemText(error));
    return null;
  }
}

/** Who waits longest for nothing comes last: unread first, then by the newest message. */
export const newestFirst = (all: readonly Conversation[]): Conversation[] =>
  [...all].sort((one, other) => Number(other.unread > 0) - Number(one.unread > 0) || Date.parse(other.last?.at ?? '') - Date.parse(one.last?.at ?? '') || 0);

/** What a visitor without a shared name is called, told apart by the end of the opaque id. */
export const visitorName = (name: string | null, visitor: string): string => name || boothTexts.get().say('visitor_unnamed', { id: visitor.slice(-4) });

/** The languages an answer can be written in: the pages' own, and whatever the visitor wrote in. */
export function answerLanguages(messages: readonly Message[]): { likely: string; all: string[] } {
  const spoken = [...messages].reverse().flatMap((one) => (one.from === 'visitor' && one.language ? [one.language] : []));
  const likely = spoken[0] ?? texts.get().language;
  return { likely, all: [...new Set([likely, ...spoken, 'zh', 'en', 'id'])] };
}

export const titleOf = (title: Localised): string => boothTexts.get().of(title);
