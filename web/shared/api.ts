/**
 * The JSON API as the pages see it. Instants are RFC 3339 UTC strings; localised text maps a
 * language to its words. The golden files in tests/golden/api are checked against these shapes.
 */

export type Language = 'zh' | 'en' | 'id';
export type Localised = Partial<Record<string, string>>;
export type Instant = string;

export interface ConferenceDay {
  date: string;
  title: Localised;
  note?: Localised;
  illustrative?: boolean;
  sources?: string[];
}

export interface Source {
  title: string;
  url: string | null;
  grade: string;
}

export interface Fact {
  id: string;
  text: Localised;
  sources: string[];
}

export interface Section {
  id: string;
  title: Localised;
  text: Localised;
  sources: string[];
}

/** `now` is conference time at the moment of the answer; real time is `now - offset_ms`. */
export interface ConferenceClock {
  now: Instant;
  offset_ms: number;
  demo: boolean;
  rehearsal: boolean;
}

export interface Conference {
  id: string;
  title: Localised;
  short: string;
  theme: Localised;
  host: string;
  time_zone: string;
  /** As people say it: "Beijing time". */
  time_zone_name: Localised;
  time_zone_illustrative?: boolean;
  utc_offset_minutes: number;
  languages: string[];
  /** Languages whose words are the organiser's of this server, not a source's. */
  our_wording?: string[];
  days: ConferenceDay[];
  sections: Section[];
  facts: Fact[];
  sources: Record<string, Source>;
  clock: ConferenceClock;
}

export type SessionState = 'planned' | 'live' | 'ended';
export type SessionKind = 'ceremony' | 'forum' | 'keynote' | 'special' | 'launch' | 'signing' | 'tour';
export type ItemKind = 'welcome' | 'address' | 'keynote' | 'release' | 'panel' | 'film';

export interface RunningItem {
  id: string;
  kind: ItemKind;
  title: Localised;
  person: string | null;
  organisation: string | null;
  moderator?: string | null;
  illustrative: boolean;
  sources: string[];
  /** When the item began, where somebody noted it; a chapter of the replay begins there. */
  started_at?: Instant | null;
  starts_at?: Instant | null;
}

export interface Material {
  title: Localised;
  url: string;
}

/** A session that shows something new at an instant; what it is stands here from then on. */
export interface Launch {
  /** Null: a hand shows it. */
  at: Instant | null;
  revealed: { kind: string; id: string; title: Localised; url: string }[];
}

export interface Signing {
  parties: { organisation?: string | null; exhibitor?: string | null; person?: string | null; title?: Localised }[];
  document: Localised;
  /** Where its PDF is; null before it is signed, or if there is none. */
  file?: string | null;
  at: Instant | null;
  signed_at: Instant | null;
}

export interface TourStop {
  exhibitor: string;
  title: Localised;
  hall: string | null;
  booth: string | null;
  after_minutes: number;
  text: Localised;
}

export interface Tour {
  guide: string | null;
  stops: TourStop[];
}

export interface Session {
  id: string;
  title: Localised;
  kind: SessionKind;
  stage: string;
  forum?: string | null;
  topic?: string | null;
  /** In which it is spoken, as a BCP 47 tag. */
  language?: string | null;
  materials?: Material[];
  /** What became of the announcement; `moved_from` says where it stood before. */
  status?: 'announced' | 'moved' | 'cancelled';
  moved_from?: { starts_at: Instant; stage: string } | null;
  day: string;
  starts_at: Instant;
  ends_at: Instant;
  times_illustrative: boolean;
  part_of_day: Localised;
  abstract: Localised;
  moderator: string | null;
  order_illustrative?: boolean;
  running_order: RunningItem[];
  sources: string[];
  state: SessionState;
  started_at: Instant | null;
  ended_at: Instant | null;
  extended_minutes: number;
  replay: string | null;
  /** At the stage desk alone: the item that was marked last. */
  running_item?: string | null;
  launch?: Launch | null;
  signing?: Signing | null;
  tour?: Tour | null;
  /** How many may take part; beyond that there is a waiting list. */
  places?: number | null;
  exhibitors?: string[] | null;
}

export interface StageName {
  id: string;
  title: Localised;
}

export interface Forum {
  id: string;
  title: Localised;
  /** The host. */
  organisation: string | null;
  co_hosts?: string[];
  topic?: string | null;
  colour?: string | null;
  text?: Localised;
  sources?: string[];
}

export interface Topic {
  id: string;
  title: Localised;
}

export interface Programme {
  version: number;
  days: { date: string }[];
  stages: StageName[];
  forums?: Forum[];
  topics?: Topic[];
  sessions: Session[];
  /** What the shell brings may be an excerpt: the live, the next and today's sessions. */
  partial?: boolean;
}

export interface Link {
  title?: Localised | string;
  url: string;
}

export interface Person {
  id: string;
  name: Localised;
  title: Localised;
  organisation: string | null;
  text?: Localised;
  picture?: string | null;
  links?: Link[];
  sources: string[];
}

export interface Organisation {
  id: string;
  name: Localised;
  text?: Localised;
  picture?: string | null;
  links?: Link[];
  sources: string[];
}

export interface People {
  people: Person[];
  organisations: Organisation[];
  partial?: boolean;
}

export interface Stage {
  id: string;
  title: Localised;
  state: 'closed' | 'open';
  showing: 'input' | 'slate';
  session: { id: string; state: SessionState; started_at: Instant | null; ends_at: Instant } | null;
  next: { id: string; starts_at: Instant } | null;
  viewers: { now: number; low: number; high: number } | null;
  opened_at: Instant | null;
  live: string | null;
  rewind: string | null;
  programme_version?: number;
}

/** What the server writes into the shell, so that the first paint needs no request. */
export interface PageState {
  conference: Conference;
  programme: Programme;
  people: People;
  stages: Stage[];
}

export interface Login {
  account?: string;
  name: string;
  roles: string[];
  /** "moderator:stage/opening", "organiser:conference". */
  grants?: string[];
  csrf: string;
}

export type ChoiceKind = 'automatic' | 'input' | 'slate';

export interface Choice {
  kind: ChoiceKind;
  input: string | null;
}

export interface InputHealth {
  missing: boolean;
  frozen: boolean;
  black: boolean;
  silent: boolean;
}

export interface DeskInput {
  id: string;
  kind: 'rtmp' | 'film' | 'demo';
  state: 'absent' | 'connecting' | 'steady' | 'lost';
  protocol: string | null;
  address: string | null;
  software: string | null;
  since: Instant | null;
  health: InputHealth;
  width: number;
  height: number;
  frames_per_second: number;
  bps: number;
  sample_rate: number;
  channels: number;
  level_db: number | null;
  packets: number;
  undecodable: number;
  dropped: number;
  picture: string | null;
}

export interface StageDesk {
  id: string;
  title: Localised;
  state: 'closed' | 'open';
  run_started_at: Instant | null;
  choice: Choice;
  on_air: string;
  reason: string;
  inputs: DeskInput[];
  programme: {
    frames: number;
    repeated_frames: number;
    late_ms: number;
    level_db: number | null;
    picture: string | null;
  };
  renditions: { id: string; codecs: string; width: number; height: number; average_bps: number }[];
  spool: { bytes: number; free_bytes: number; memory_only: boolean };
  sessions: Session[];
  now: Instant;
  offset_ms: number;
}

export interface NewKey {
  key: string;
  server: string;
  stream_key: string;
}

/** RFC 9457 problem document. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
}

/** A request that did not succeed. `status` 0: the server could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.name = 'ApiError';
  }
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  csrf?: string;
  headers?: Record<string, string>;
  timeout_ms?: number;
  cache?: RequestCache;
  /** Gives the request up early, as if the server could not be reached. */
  signal?: AbortSignal;
}

/** One request to the API; fails with ApiError and never hangs longer than `timeout_ms`. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), options.timeout_ms ?? 10_000);
  const give_up = () => abort.abort();
  options.signal?.addEventListener('abort', give_up);
  if (options.signal?.aborted) give_up();
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (options.csrf) headers['x-plenary-csrf'] = options.csrf;
  try {
    const response = await fetch(path, {
      method: options.method ?? 'GET',
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: abort.signal,
      credentials: 'same-origin',
      cache: options.cache ?? 'default',
    });
    const text = await response.text();
    const body: unknown = text === '' ? null : parse(text);
    if (!response.ok) throw new ApiError(response.status, isProblem(body) ? body : {});
    return body as T;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(0, { title: 'unreachable' });
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', give_up);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null;
}
