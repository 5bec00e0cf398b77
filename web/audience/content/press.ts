import { fields, list, text, words } from '../../shared/reading';
import type { Instant, Localised } from '../../shared/api';
import { postPath, reportPath } from '../router';

/** A report or post as accredited press sees it: also before it is out. */
export interface Publication {
  kind: 'report' | 'news';
  id: string;
  title: Localised;
  released: boolean;
  /** When it comes out, as planned; null: by hand. */
  at: Instant | null;
}

/** What is under embargo stands first, the nearest instant foremost; then what is out. */
export function readPublications(value: unknown): Publication[] {
  const all = list(fields(value).publications).map(fields).flatMap((one): Publication[] => {
    const [kind, id] = [text(one.kind), text(one.id)];
    if ((kind !== 'report' && kind !== 'news') || id === null) return [];
    return [{ kind, id, title: words(one.title), released: one.released === true, at: text(one.at) }];
  });
  const rank = ({ released, at }: Publication) => `${released ? 1 : 0}${at ?? '~'}`;
  return all.sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

/** Where press reads it: in public once it is out. */
export const publicationPath = ({ kind, id, released }: Publication): string =>
  released ? (kind === 'report' ? reportPath(id) : postPath(id)) : `/press/${kind}/${encodeURIComponent(id)}`;

/** The API's address of a report or post, public or early. */
export const apiOf = (kind: 'reports' | 'news', id: string, early: boolean): string =>
  `/api/v1/${early ? 'press/' : ''}${kind}/${encodeURIComponent(id)}`;
