import { ApiError, request, type Login } from './api';
import { Cell } from './cell';
import { recall, remember } from './text';

/** Who is signed in on this device; null is nobody. Shared by all pages of a document. */
export const me = new Cell<Login | null>(null);

/** Visitors without an account are most: only who signed in before is asked for. */
const kHint = 'plenary.signed-in';

/** Done once what was kept without an account is in it. */
export let brought: Promise<unknown> = Promise.resolve();

export async function restoreLogin(): Promise<Login | null> {
  if (!recall(kHint)) return null;
  try {
    return took(await request<Login>('/api/v1/session', { cache: 'no-store' }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) took(null);
    return null;
  }
}

export function took(login: Login | null): Login | null {
  remember(kHint, login ? '1' : null);
  me.set(login);
  if (!login) remember('plenary.brought', null);
  else if (recall('plenary.ticket')) brought = import('./bring').then(({ bring }) => bring(login), () => undefined);
  return login;
}

export async function signIn(name: string, password: string): Promise<Login> {
  const login = await request<Login>('/api/v1/session', { method: 'POST', body: { name, password } });
  took(login);
  return login;
}

export async function signUp(name: string, email: string, password: string): Promise<Login> {
  const login = await request<Login>('/api/v1/account', { method: 'POST', body: { name, email, password } });
  took(login);
  return login;
}

/** Trades the token of a ticket shop for a session. */
export async function takeTicket(token: string): Promise<Login> {
  const login = await request<Login>('/api/v1/session/ticket', { method: 'POST', body: { token } });
  took(login);
  return login;
}

export async function signOut(): Promise<void> {
  const csrf = me.get()?.csrf ?? '';
  await request('/api/v1/session', { method: 'DELETE', csrf }).catch(() => undefined);
  took(null);
}

/** What somebody may do where, as the server writes it: "moderator:stage/opening", "organiser:conference". */
export interface Grant {
  role: string;
  scope: string;
  id: string;
}

export function readGrant(text: string): Grant {
  const [role = '', where = 'conference'] = text.split(':');
  const [scope = 'conference', id = ''] = where.split('/');
  return { role, scope, id };
}

const kStudioRoles = ['organiser', 'host', 'moderator', 'producer', 'exhibitor'];

/** Whether there is anything in the studio for these grants. */
export const hasStudio = (login: Login): boolean =>
  (login.grants ?? login.roles).some((grant) => kStudioRoles.includes(readGrant(grant).role));

/** The exhibitors at whose booths somebody stands, in the order of the grants. */
export const boothsOf = (login: Login): string[] =>
  (login.grants ?? []).map(readGrant).flatMap(({ role, scope, id }) => (role === 'exhibitor' && scope === 'booth' && id ? [id] : []));
