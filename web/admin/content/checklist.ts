import type { Path, Value } from './path';
import { valueAt } from './path';
import type { Overview } from './api';

/** One thing on the way on air: done or not, and where it is done. */
export interface Step {
  key: 'title' | 'days' | 'stage' | 'session' | 'times' | 'people' | 'sound' | 'published' | 'input' | 'open';
  done: boolean;
  /** Without it the conference can go on air all the same. */
  optional?: boolean;
  file?: string;
  path?: Path;
  page?: 'publish' | 'stages' | 'programme' | 'people' | 'studio';
}

/** What the checklist looks at beside the files; null where it is not known. */
export interface OnAir {
  inputs_well: boolean | null;
  open: boolean | null;
}

const list = (value: Value | undefined, key: string): Record<string, Value>[] => {
  const found = valueAt(value, [key]);
  return Array.isArray(found) ? (found as Record<string, Value>[]) : [];
};
const said = (value: Value | undefined): boolean => Boolean(value && typeof value === 'object' && Object.values(value).some(Boolean));

/** What leads from an empty folder on air, in the order in which it is done. */
export function checklist(files: ReadonlyMap<string, Value | undefined>, overview: Overview | null, air: OnAir): Step[] {
  const conference = files.get('conference.yaml');
  const programme = files.get('programme.yaml');
  const sessions = list(programme, 'sessions');
  const bare = sessions.find((session) => !session.starts_at || !session.ends_at || !session.stage);
  const wrong = (overview?.draft.mistakes ?? []).filter((one) => !one.warning).length;
  return [
    { key: 'title', done: said(valueAt(conference, ['title'])), file: 'conference.yaml', path: ['title'] },
    { key: 'days', done: list(conference, 'days').length > 0, file: 'conference.yaml', path: ['days'] },
    { key: 'stage', done: list(programme, 'stages').length > 0, page: 'stages' },
    { key: 'session', done: sessions.length > 0, page: 'programme' },
    { key: 'times', done: sessions.length > 0 && !bare, ...(bare ? { file: 'programme.yaml', path: ['sessions', { id: String(bare.id) }, 'starts_at'] } : { page: 'programme' as const }) },
    { key: 'people', done: list(files.get('people.yaml'), 'people').length > 0, optional: true, page: 'people' },
    { key: 'sound', done: wrong === 0, page: 'publish' },
    { key: 'published', done: (overview?.version ?? 0) > 0 && overview?.draft.changes === 0, page: 'publish' },
    { key: 'input', done: air.inputs_well === true, page: 'stages' },
    { key: 'open', done: air.open === true, page: 'studio' },
  ];
}
