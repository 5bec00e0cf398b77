import { ApiError, request, type Language, type Login, type NewKey, type StageDesk } from '../shared/api';
import { announce } from '../shared/announce';
import { Cell } from '../shared/cell';
import { Poller } from '../shared/poll';
import { refusalWords } from '../shared/refusal';
import { took } from '../shared/signed_in';
import { languageOfVisit, rememberLanguage, Texts } from '../shared/text';
import { logged, requestOf, settled, undoOf, type Action, type LogEntry } from './actions';
import { pagesFor } from './access';
import { kCatalogues, type Key } from './i18n';
import { route } from './router';

export const texts = new Texts<Key>(kCatalogues, languageOfVisit());

export function setLanguage(language: Language): void {
  rememberLanguage(language);
  texts.use(language);
}

/** Who is logged in: not known yet, nobody, or somebody. */
export const login = new Cell<Login | null | 'unknown'>('unknown');

export const stages = new Cell<StageDesk[]>([]);
/** The stage on the desk; the first one until another is chosen. */
export const chosen = new Cell<string | null>(null);
export const log = new Cell<LogEntry[]>([]);
/** Grows with every answer: pictures are fetched again. */
export const beat = new Cell(0);

let last_number = 0;

export const poller = new Poller(refresh, { every_ms: 1000, jitter: 0.1, max_ms: 8000 });

async function refresh(): Promise<void> {
  try {
    stages.set(await request<StageDesk[]>('/api/v1/desk/stages', { timeout_ms: 5000, cache: 'no-store' }));
    beat.update((count) => count + 1);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) logOutHere();
    throw error;
  }
}

/** Takes up a login from before, if its cookie still counts. */
export async function restore(): Promise<void> {
  try {
    enter(await request<Login>('/api/v1/session', { cache: 'no-store' }));
  } catch {
    login.set(null);
  }
}

export async function logIn(name: string, password: string): Promise<void> {
  enter(await request<Login>('/api/v1/session', { method: 'POST', body: { name, password } }));
}

export async function logOut(): Promise<void> {
  await request('/api/v1/session', { method: 'DELETE', csrf: csrf() }).catch(() => undefined);
  logOutHere();
}

function enter(who: Login): void {
  took(who);
  login.set(who);
  followRoute();
}

/** The stage desk's state is asked for only where it is shown, by those who may see it. */
export function followRoute(): void {
  const who = login.get();
  const wanted = who && who !== 'unknown' && route.get().page === 'stage' && pagesFor(who).includes('stage');
  if (!wanted) return poller.stop();
  poller.start();
  void poller.now();
}

route.subscribe(() => followRoute());

export function logOutHere(): void {
  poller.stop();
  took(null);
  login.set(null);
  stages.set([]);
}

export function csrf(): string {
  const who = login.get();
  return who && who !== 'unknown' ? who.csrf : '';
}

/** Does an action, writes it into the log, and asks for the desk's new state at once. */
export async function act(desk: StageDesk, action: Action, undoes?: LogEntry): Promise<void> {
  const number = ++last_number;
  const undo = undoes ? null : undoOf(action, desk);
  const at_ms = Date.parse(desk.now);
  log.update((entries) => logged(entries, { number, at_ms, action, undo, undone: false, outcome: 'pending', problem: '' }));
  try {
    const { path, body, method } = requestOf(desk.id, action);
    await request(path, { method: method ?? 'POST', body, csrf: csrf() });
    log.update((entries) => settled(entries, number, 'done'));
    if (undoes) {
      log.update((entries) => entries.map((one) => (one.number === undoes.number ? { ...one, undone: true } : one)));
    }
  } catch (error) {
    const problem = problemText(error);
    log.update((entries) => settled(entries, number, 'failed', problem));
    announce(problem);
  }
  await poller.now();
}

export async function newKey(stage: string, input: string): Promise<NewKey> {
  const path = `/api/v1/desk/stages/${encodeURIComponent(stage)}/inputs/${encodeURIComponent(input)}/key`;
  return request<NewKey>(path, { method: 'POST', body: {}, csrf: csrf() });
}

/** Why the server refused, in the reader's language, or that it could not be asked. */
export function problemText(error: unknown): string {
  return refusalWords(error, texts.get().language) || texts.get().say('unreachable');
}
