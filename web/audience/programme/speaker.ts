import { request, type Instant, type Localised, type Person, type Session } from '../../shared/api';

export interface SpeakerInput {
  /** "rtmp://host:1935/live" */
  server: string;
  stage: string;
  input?: string;
  /** Whether the key exists; it was shown when it was made. */
  key_made?: boolean;
  /** Who made it: the reader of this page, another speaker of the stage, or the organiser. */
  key_by?: 'you' | 'speaker' | 'desk' | null;
  key_by_name?: Localised | null;
  /** As OBS wants it: "opening?key=...", where the server shows it. */
  stream_key?: string | null;
}

/** The stage's programme as a picture that is made about once a second. */
export interface SpeakerPreview {
  stage: string;
  picture: string;
  delay_ms: number;
}

export interface SpeakerQuestion {
  id: string;
  text: string;
  name?: string | null;
  votes?: number;
  answered?: boolean;
  session?: string | null;
}

/** What one invitation shows. */
export interface SpeakerView {
  person: Person;
  sessions: Session[];
  input: SpeakerInput | null;
  preview: SpeakerPreview | null;
  questions: SpeakerQuestion[];
  pending: { text?: Localised; has_picture?: boolean; at?: Instant } | null;
}

const path = (token: string) => `/api/v1/speaker/${encodeURIComponent(token)}`;

export const askSpeaker = (token: string) => request<SpeakerView>(path(token), { cache: 'no-store' });

/** Makes the key. Where there is one already it takes `renew` (409 without): the old one stops working. */
export const makeKey = (token: string, renew: boolean) =>
  request<{ stream_key: string }>(`${path(token)}/key`, { method: 'POST', body: { renew } });

export const propose = (token: string, text: Localised, picture: string | null) =>
  request<unknown>(`${path(token)}/proposal`, { method: 'POST', body: picture === null ? { text } : { text, picture }, timeout_ms: 60_000 });

export const kMostPictureBytes = 8 * 1024 * 1024;
const kPictures = ['image/jpeg', 'image/png', 'image/webp'];

export const fits = ({ type, size }: { type: string; size: number }): boolean =>
  kPictures.includes(type) && size > 0 && size <= kMostPictureBytes;

/** Bytes as base64, in pieces that the stack of any browser bears. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export type Phase =
  | { kind: 'before'; to: Instant }
  | { kind: 'live'; to: Instant }
  | { kind: 'over'; since: Instant }
  | { kind: 'due' }
  | { kind: 'ended' };

/** What a speaker counts: to the start, to the planned end, or what is beyond it. */
export function phaseOf(session: Session, now: number): Phase {
  if (session.state === 'ended') return { kind: 'ended' };
  if (session.state === 'live') {
    return now < Date.parse(session.ends_at) ? { kind: 'live', to: session.ends_at } : { kind: 'over', since: session.ends_at };
  }
  return now < Date.parse(session.starts_at) ? { kind: 'before', to: session.starts_at } : { kind: 'due' };
}

/** The session that matters now: the live one, else the next, else the last that was. */
export function foremost(sessions: readonly Session[]): Session | null {
  const held = sessions.filter(({ status }) => status !== 'cancelled');
  return held.find(({ state }) => state === 'live') ?? held.find(({ state }) => state === 'planned') ?? held[held.length - 1] ?? null;
}

/** "rtmp://host/live" and "stage?key=..." in one, for apps that take a single address. */
export const wholeAddress = (server: string, stream_key: string): string => `${server.replace(/\/$/, '')}/${stream_key}`;
