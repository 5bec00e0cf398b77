import type { Localised, Stage } from '../shared/api';

/**
 * What server and pages say to one another about a stage's audience. A pulse goes down to everybody
 * each second, a beat goes up from each device. Instants (`t`, `until`, `closes`) are UTC in ms.
 */

export interface Viewers {
  now: number;
  low: number;
  high: number;
}

export const kReactions = ['clap', 'heart', 'laugh', 'wow', 'thanks'] as const;
export type Reaction = (typeof kReactions)[number];
export type ReactionCounts = Partial<Record<Reaction, number>>;

/** `demo`: the demonstration's own audience, which is made up and never counted. */
export type SpeakingRole = 'moderator' | 'speaker' | 'host' | 'organiser' | 'demo';

export interface ChatMessage {
  id: string;
  t: number;
  /** A pseudonym that holds for the conference; never the account. */
  by: string;
  name: string;
  text: string;
  re?: string;
  role?: SpeakingRole;
}

export interface Question {
  id: string;
  t: number;
  by: string | null;
  /** Null: asked anonymously. */
  name: string | null;
  text: string;
  votes: number;
  labels: string[];
  role?: SpeakingRole;
  state: 'open' | 'answered';
  screen?: boolean;
}

export type PollKind = 'single' | 'multiple' | 'rating' | 'text';

export interface PollResults {
  verified: number[];
  anonymous: number[];
}

export interface Poll {
  id: string;
  kind: PollKind;
  text: Localised | string;
  options: (Localised | string)[];
  state: 'prepared' | 'open' | 'closed';
  show: 'live' | 'close' | 'never';
  votes: number;
  results: PollResults | null;
  closes: number | null;
  /** `demo`: the votes are the demonstration audience's. */
  role?: SpeakingRole;
}

export interface Announcement {
  id: string;
  t: number;
  text: Localised | string;
  scope: 'stage' | 'all';
  until: number;
}

/** A report or a news item that became public: told by five pulses and by the snapshots after it. */
export interface Release {
  kind: 'report' | 'news' | 'product' | 'signing';
  id: string;
  title: Localised | string;
  url: string;
  t: number;
}

export interface Rules {
  chat: 'open' | 'paused' | 'members';
  slow_s: number;
  hold_first: boolean;
  hold_questions: boolean;
  links: 'all' | 'verified' | 'none';
}

/** How pulses are asked for where sockets fail; the server's word, the newest counts. */
export interface Pacing {
  /** From one pulse to the next. */
  ms: number;
  /** They are there so long after their instant; devices spread their questions over `spread` more. */
  guard?: number;
  spread: number;
  /** 1: each pulse; 8 and more: whole blocks of eight, since many ask. */
  every: number;
}

export interface Pulse {
  epoch: string;
  stage: string;
  seq: number;
  t: number;
  snapshot?: boolean;
  viewers?: Viewers;
  unique?: number;
  reactions?: ReactionCounts;
  chat?: ChatMessage[];
  chat_rate?: { sent: number; shown: number };
  questions?: Question[];
  question_count?: number;
  polls?: Poll[];
  hands?: number;
  announcements?: Announcement[];
  releases?: Release[];
  tomb?: string[];
  pinned?: ChatMessage | null;
  rules?: Rules;
  /** What the stage shows, as GET /api/v1/stages has it, without addresses. */
  on?: Partial<Stage>;
  next?: Pacing;
}

/** GET /p1/{stage}/now */
export interface Now {
  epoch: string;
  head: number;
  t: number;
  t_srv: number;
  guard: number;
  spread: number;
  every: number;
}

/** What a hold that expires answers instead of a pulse. */
export interface Stall {
  stall: number | boolean;
  head: number;
}

export const kRules = ['spam', 'abuse', 'off_topic', 'personal_data', 'advertising', 'other'] as const;
export type Rule = (typeof kRules)[number];

export type Act =
  | { do: 'say'; text: string; re?: string }
  | { do: 'ask'; text: string; anonymous?: boolean }
  | { do: 'upvote'; q: string; on: boolean }
  | { do: 'vote'; p: string; choices?: number[]; rating?: number; text?: string }
  | { do: 'react'; kind: Reaction; count: number }
  | { do: 'hand'; up: boolean }
  | { do: 'approve'; ref: string }
  | { do: 'remove'; ref: string; rule: Rule }
  | { do: 'timeout'; by: string; seconds: number; rule: Rule }
  | { do: 'ban'; by: string; rule: Rule; all?: boolean }
  | { do: 'hide'; by: string }
  | { do: 'undo'; entry: number }
  | { do: 'pin'; ref: string | null }
  | { do: 'slow'; seconds: number }
  | { do: 'members_only'; on: boolean }
  | { do: 'pause'; on: boolean; all?: boolean }
  | { do: 'hold_first'; on: boolean }
  | { do: 'hold_questions'; on: boolean }
  | { do: 'links'; policy: Rules['links'] }
  | { do: 'words'; add: string[]; drop: string[] }
  | { do: 'label'; q: string; label: string; on: boolean }
  | { do: 'answered'; q: string; on: boolean }
  | { do: 'screen'; q: string | null }
  | { do: 'poll_make'; kind: PollKind; text: Localised; options: Localised[]; show: Poll['show']; session?: string }
  /** `seconds`: it closes by itself after so long. */
  | { do: 'poll_open'; p: string; seconds?: number }
  | { do: 'poll_close'; p: string }
  | { do: 'poll_drop'; p: string }
  | { do: 'announce'; text: string; scope: 'stage' | 'all'; seconds: number }
  | { do: 'announce_end'; ref: string }
  | { do: 'lower_hand'; by: string };

export type IdentifiedAct = Act & { id: string };

export interface Beat {
  n: number;
  ticket: string | null;
  /** That the player shows the stage, or has just stopped; left out by pages that do not play: another may. */
  playing?: boolean;
  seen: number;
  epoch: string;
  name?: string;
  acts?: IdentifiedAct[];
}

export type Refusal =
  | 'too_fast' | 'banned' | 'timed_out' | 'paused' | 'members_only' | 'closed' | 'unknown' | 'too_long' | 'empty'
  | 'link' | 'word' | 'not_allowed' | 'malformed' | 'unavailable' | 'full';

export type ActResult =
  | { id: string; ok: true; ref?: string; state?: 'shown' | 'held'; receipt?: string }
  | { id: string; ok: false; error: Refusal; detail?: string; retry_ms?: number };

/** Of an act that goes up again with the ticket beside it. */
export interface TicketFirst { id: string; ok: false; error: 'ticket' }

export interface You {
  by?: string;
  may?: string[];
  timed_out_until?: number;
  hand?: boolean;
  removed?: boolean;
}

export interface BeatAnswer {
  ack: number;
  ticket?: string;
  results?: (ActResult | TicketFirst)[];
  you?: You;
  next?: { ms: number };
}

/** The longest texts that the server takes, in characters. */
export const kLimits = { chat: 500, question: 300, poll: 200, option: 100, name: 40, options: 10 } as const;

export type Message = { kind: 'pulse'; pulse: Pulse } | { kind: 'answer'; answer: BeatAnswer };

/** What a frame of the socket says; null for anything that is neither a pulse nor an answer. */
export function readMessage(text: string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if ('ack' in value) return { kind: 'answer', answer: value as BeatAnswer };
  return isPulse(value) ? { kind: 'pulse', pulse: value } : null;
}

export function isPulse(value: unknown): value is Pulse {
  const pulse = value as Partial<Pulse> | null;
  return typeof pulse === 'object' && pulse !== null && typeof pulse.seq === 'number' && typeof pulse.epoch === 'string';
}
