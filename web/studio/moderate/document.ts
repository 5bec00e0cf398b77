import type { Announcement, ChatMessage, Poll, Question, Rule, Rules, Viewers } from '../../pulse/wire';

/** GET /api/v1/desk/stages/{stage}/audience: what the moderators of a stage see. */
export interface DeskDocument {
  stage: string;
  held: Held[];
  questions: Question[];
  polls: DeskPoll[];
  chat: ChatMessage[];
  people: Person[];
  rules: Rules;
  words: string[];
  announcements: Announcement[];
  log: LogEntry[];
  counts: Viewers & { unique?: number; peak?: number };
  /** In the order in which they went up. */
  hands: Raised[];
}

export interface Raised {
  by: string;
  name: string;
  t: number;
}

/** The part of it for those who may announce but not moderate. */
export type AnnouncersDocument = Pick<DeskDocument, 'stage' | 'announcements' | 'counts'>;

/** Whether the whole desk was given. */
export const moderates = (given: DeskDocument | AnnouncersDocument): given is DeskDocument => 'log' in given;

/** What was given, with nothing in place of what was not. */
export const deskOf = (given: DeskDocument | AnnouncersDocument): DeskDocument =>
  moderates(given)
    ? given
    : { held: [], questions: [], polls: [], chat: [], people: [], words: [], log: [], hands: [], rules: { chat: 'open', slow_s: 0, hold_first: false, hold_questions: false, links: 'verified' }, ...given };

/** A poll, with the session that opens and closes it; empty: by hand. */
export type DeskPoll = Poll & { session: string };

export interface Held {
  id: string;
  kind: string;
  text: string;
  name: string | null;
  by: string;
  author_state?: string;
  t: number;
  reason?: string;
}

export interface Person {
  by: string;
  name: string;
  account: boolean;
  messages: number;
  removed: number;
  timeouts: number;
  state: 'ok' | 'timed_out' | 'hidden' | 'banned';
  hand?: boolean;
  /** The log's entry by which the state is taken back, however old. */
  undo: number | null;
}

export interface LogEntry {
  seq: number;
  t: number;
  /** Empty: the programme. */
  actor: string;
  do: string;
  /** Of an undo: the number of the entry that it undid. */
  ref: string | null;
  /** The pseudonym of whom it was about, or empty. */
  by?: string;
  /** Empty where none was named. */
  rule: Rule | '' | null;
  /** Whom it was about. */
  name?: string;
  /** What a rule was set to: "on", "off", seconds, a policy. */
  to?: string | null;
  undone: boolean;
  undoable: boolean;
}

/** One card of the queue: something that waits for a decision, or a message as it runs. */
export interface Card {
  id: string;
  held: boolean;
  question: boolean;
  text: string;
  name: string;
  by: string;
  t: number;
  reason: string;
  role?: string;
}

/** What waits, oldest first since somebody waits for it; then the chat, newest first. */
export function cardsOf(document: DeskDocument): Card[] {
  const held = document.held.map((one): Card => ({
    id: one.id, held: true, question: one.id.startsWith('q'), text: one.text, name: one.name ?? '', by: one.by, t: one.t,
    reason: one.reason ?? '',
  }));
  const waiting = new Set(held.map(({ id }) => id));
  const chat = document.chat.filter(({ id }) => !waiting.has(id)).map((one): Card => ({
    id: one.id, held: false, question: false, text: one.text, name: one.name, by: one.by, t: one.t, reason: '', role: one.role,
  }));
  return [...held, ...chat.reverse()];
}

/** The card that is chosen after this one is gone or the list changed: the next, else the last. */
export function chosenAfter(before: readonly Card[], after: readonly Card[], chosen: string | null): string | null {
  if (chosen !== null && after.some(({ id }) => id === chosen)) return chosen;
  const at = before.findIndex(({ id }) => id === chosen);
  const next = at < 0 ? null : before.slice(at + 1).find(({ id }) => after.some((one) => one.id === id));
  return next?.id ?? after[0]?.id ?? null;
}

export const neighbour = (cards: readonly Card[], chosen: string | null, by: 1 | -1): string | null => {
  const at = cards.findIndex(({ id }) => id === chosen);
  return cards[Math.max(0, Math.min(cards.length - 1, at + by))]?.id ?? null;
};

/** What is decided in the queue: a key there takes back nothing else. */
const kOfTheQueue = ['approve', 'remove', 'timeout', 'ban', 'hide', 'pin'];

/** The newest decision of the queue that can be taken back. */
export const lastUndoable = (log: readonly LogEntry[]): LogEntry | null =>
  [...log].sort((a, b) => b.seq - a.seq).find((entry) => entry.undoable && kOfTheQueue.includes(entry.do)) ?? null;

/** What a key asks for. */
export type DeskKeyCommand = 'next' | 'previous' | 'approve' | 'remove' | 'timeout' | 'ban' | 'pin' | 'undo';
const kKeys: Record<string, DeskKeyCommand> = {
  j: 'next', k: 'previous', a: 'approve', r: 'remove', t: 'timeout', b: 'ban', p: 'pin', u: 'undo',
};

export const commandOfKey = (key: string): DeskKeyCommand | null => kKeys[key.toLowerCase()] ?? null;
