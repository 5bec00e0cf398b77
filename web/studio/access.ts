import type { Login } from '../shared/api';
import { readGrant } from '../shared/signed_in';
import type { StudioRoute } from './router';

/** Which parts of the studio have something for these grants; the server decides on every request. */
export function pagesFor(login: Login): StudioRoute['page'][] {
  const roles = new Set([...(login.grants ?? []), ...login.roles].map((grant) => readGrant(grant).role));
  const any = (...wanted: string[]) => wanted.some((role) => roles.has(role));
  const pages: StudioRoute['page'][] = [];
  if (any('organiser', 'producer')) pages.push('stage');
  if (any('organiser', 'moderator', 'host', 'producer')) pages.push('moderate');
  if (any('organiser')) pages.push('people');
  if (any('organiser', 'host', 'producer')) pages.push('figures');
  if (any('organiser', 'exhibitor')) pages.push('booth');
  return pages;
}
