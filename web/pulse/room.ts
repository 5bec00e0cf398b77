import type { Stage } from '../shared/api';
import type { Announcement, ChatMessage, Poll, Pulse, Question, ReactionCounts, Release, Rules, Viewers } from './wire';

/** The audience of a stage as of one pulse. Immutable: each pulse makes a new one. */
export interface Room {
  epoch: string;
  seq: number;
  /** When the newest pulse was made, UTC ms. */
  t: number;
  viewers: Viewers | null;
  unique: number;
  /** Sums since the run began. */
  reactions: ReactionCounts;
  /** Oldest first. */
  chat: ChatMessage[];
  /** Messages a second, sent and shown; null while all are shown. */
  chat_rate: { sent: number; shown: number } | null;
  /** Best first. */
  questions: Question[];
  question_count: number;
  polls: Poll[];
  hands: number;
  announcements: Announcement[];
  /** What came out lately, oldest first. */
  releases: Release[];
  pinned: ChatMessage | null;
  rules: Rules;
  on: Partial<Stage> | null;
  /** The latest that were taken down. */
  gone: string[];
}

export const kOpenRules: Rules = { chat: 'open', slow_s: 0, hold_first: false, hold_questions: false, links: 'verified' };

/** How many messages a page keeps: enough to scroll back, few enough for a small phone. */
const kKeptMessages = 200;
const kKeptQuestions = 300;
const kKeptReleases = 20;
/** A snapshot also tells newcomers of what came out; what is older than this is no news to them. */
const kJust_ms = 600_000;

export type Step =
  | { kind: 'next'; room: Room }
  /** Seen before. */
  | { kind: 'old' }
  /** Pulses `from` to `to` are missing before this one. */
  | { kind: 'gap'; from: number; to: number }
  /** Another run of the server: only a snapshot can begin it. */
  | { kind: 'stranger' };

/** Takes one pulse. A snapshot replaces everything; a pulse must be the very next one. */
export function step(room: Room | null, pulse: Pulse): Step {
  const known = room !== null && room.epoch === pulse.epoch;
  if (pulse.snapshot) return known && pulse.seq <= room.seq ? { kind: 'old' } : { kind: 'next', room: begin(pulse) };
  if (!known) return { kind: 'stranger' };
  if (pulse.seq <= room.seq) return { kind: 'old' };
  if (pulse.seq > room.seq + 1) return { kind: 'gap', from: room.seq + 1, to: pulse.seq - 1 };
  return { kind: 'next', room: follow(room, pulse) };
}

function begin(pulse: Pulse): Room {
  const empty: Room = {
    epoch: pulse.epoch, seq: pulse.seq, t: pulse.t, viewers: null, unique: 0, reactions: {}, chat: [], chat_rate: null,
    questions: [], question_count: 0, polls: [], hands: 0, announcements: [], releases: [], pinned: null, rules: kOpenRules, on: null,
    gone: [],
  };
  return follow(empty, pulse);
}

function follow(room: Room, pulse: Pulse): Room {
  const gone = new Set(pulse.tomb ?? []);
  const questions = pulse.questions || gone.size ? mergeQuestions(room.questions, pulse.questions ?? [], gone) : room.questions;
  return {
    epoch: pulse.epoch,
    seq: pulse.seq,
    t: pulse.t,
    viewers: pulse.viewers ?? room.viewers,
    unique: pulse.unique ?? room.unique,
    reactions: pulse.reactions ? { ...room.reactions, ...pulse.reactions } : room.reactions,
    chat: pulse.chat?.length || gone.size ? mergeChat(room.chat, pulse.chat ?? [], gone) : room.chat,
    chat_rate: pulse.chat_rate ?? (pulse.chat?.length ? null : room.chat_rate),
    questions,
    question_count: pulse.question_count ?? Math.max(room.question_count, questions.length),
    polls: pulse.polls || gone.size ? mergePolls(room.polls, pulse.polls ?? [], gone) : room.polls,
    hands: pulse.hands ?? room.hands,
    announcements: mergeAnnouncements(room.announcements, pulse.announcements ?? [], gone, pulse.t),
    releases: pulse.releases?.length ? mergeReleases(room.releases, pulse) : room.releases,
    pinned: pinnedAfter(room.pinned, pulse, gone),
    rules: pulse.rules ?? room.rules,
    on: pulse.on ?? room.on,
    gone: gone.size ? [...new Set([...room.gone, ...gone])].slice(-kKeptMessages) : room.gone,
  };
}

/** "m12" is 12: what was kept later has the greater number. */
export const numberOf = (id: string): number => Number(id.slice(1)) || 0;

function mergeChat(known: ChatMessage[], fresh: ChatMessage[], gone: Set<string>): ChatMessage[] {
  const ids = new Set(known.map(({ id }) => id));
  const all = [...known, ...fresh.filter(({ id }) => !ids.has(id))].filter(({ id }) => !gone.has(id));
  const ordered = fresh.length ? all.sort((a, b) => numberOf(a.id) - numberOf(b.id)) : all;
  return ordered.slice(-kKeptMessages);
}

/** On the screen now, then open by votes, then answered; the older first among equals. */
export function byRank(a: Question, b: Question): number {
  const rank = (one: Question) => (one.screen ? 0 : one.state === 'open' ? 1 : 2);
  return rank(a) - rank(b) || b.votes - a.votes || numberOf(a.id) - numberOf(b.id);
}

function mergeQuestions(known: Question[], fresh: Question[], gone: Set<string>): Question[] {
  const by_id = new Map(known.map((one) => [one.id, one]));
  // One question at a time is on the screen: a new one takes the place of the one before.
  const shown = fresh.find(({ screen }) => screen)?.id;
  for (const one of fresh) by_id.set(one.id, one);
  return [...by_id.values()]
    .filter(({ id }) => !gone.has(id))
    .map((one) => (shown !== undefined && one.screen && one.id !== shown ? { ...one, screen: false } : one))
    .sort(byRank)
    .slice(0, kKeptQuestions);
}

function mergePolls(known: Poll[], fresh: Poll[], gone: Set<string>): Poll[] {
  const by_id = new Map(known.map((one) => [one.id, one]));
  for (const one of fresh) by_id.set(one.id, one);
  return [...by_id.values()]
    .filter(({ id }) => !gone.has(id))
    .sort((a, b) => Number(b.state === 'open') - Number(a.state === 'open') || numberOf(b.id) - numberOf(a.id));
}

function mergeAnnouncements(known: Announcement[], fresh: Announcement[], gone: Set<string>, t: number): Announcement[] {
  if (!known.length && !fresh.length) return known;
  const by_id = new Map([...known, ...fresh].map((one) => [one.id, one]));
  const left = [...by_id.values()].filter(({ id, until }) => !gone.has(id) && until > t);
  return left.length === known.length && !fresh.length ? known : left;
}

function mergeReleases(known: Release[], { releases = [], snapshot, t }: Pulse): Release[] {
  const told = new Set(known.map(({ kind, id }) => `${kind}/${id}`));
  const fresh = releases.filter(({ kind, id, t: at }) => !told.has(`${kind}/${id}`) && (!snapshot || t - at < kJust_ms));
  return fresh.length ? [...known, ...fresh].slice(-kKeptReleases) : known;
}

function pinnedAfter(known: ChatMessage | null, pulse: Pulse, gone: Set<string>): ChatMessage | null {
  const pinned = pulse.pinned === undefined ? known : pulse.pinned;
  return pinned && gone.has(pinned.id) ? null : pinned;
}
