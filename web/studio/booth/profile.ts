import { ApiError, request, type Conference, type Localised, type People } from '../../shared/api';
import type { Backend } from '../../admin/content/backend';
import { addFile, readMistakes, type Overview } from '../../admin/content/api';
import type { Answer, Conflict } from '../../admin/content/edits';
import type { Edit, Value } from '../../admin/content/path';
import { same, valueAt } from '../../admin/content/path';
import type { Schema } from '../../admin/content/schema';
import { overview, start, stop, use } from '../../admin/content/store';
import { learnPictures } from '../../admin/content/uploads';
import { csrf } from '../app';
import { boothPath } from './booth_api';

/** The draft of one exhibitor's file, as the server tells it. */
interface ProfileAnswer {
  revision: number;
  value: Value;
  /** What is public; null where nothing is yet. */
  published: Value | boolean | null;
  changed: boolean | number;
  mistakes: unknown;
  pictures?: { name?: string; url?: string; sizes?: { url: string; width: number }[] }[];
}

export const fileOf = (exhibitor: string): string => `exhibitors/${exhibitor}.yaml`;

/** In how many places two values differ, counted at the deepest maps. */
export function differences(before: Value | undefined, after: Value | undefined): number {
  if (same(before, after)) return 0;
  const isMap = (value: Value | undefined): value is Record<string, Value> => typeof value === 'object' && value !== null && !Array.isArray(value);
  const known = (list: Value[]) => list.every((item) => isMap(item) && typeof item.id === 'string');
  if (Array.isArray(before) && Array.isArray(after) && known(before) && known(after)) {
    const by = (list: Value[]) => Object.fromEntries(list.map((item) => [String((item as Record<string, Value>).id), item]));
    return Math.max(1, differences(by(before), by(after)));
  }
  if (!isMap(before) || !isMap(after)) return 1;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].reduce((sum, key) => sum + differences(before[key], after[key]), 0);
}

/** Every name that a value of the given folder's kind mentions: for what the fields offer. */
function namesIn(value: Value | undefined, ending: RegExp): string[] {
  if (typeof value === 'string') return ending.test(value) && !value.includes('/') ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => namesIn(item, ending));
  return value && typeof value === 'object' ? Object.values(value).flatMap((item) => namesIn(item, ending)) : [];
}

/** A booth's own file, behind the forms that the organiser's desk edits everything with. */
export function boothBackend(exhibitor: string): Backend {
  const file = fileOf(exhibitor);
  const sent = new Set<string>();
  let latest: Promise<ProfileAnswer> | null = null;
  const ask = () => (latest = request<ProfileAnswer>(boothPath(exhibitor, '/profile'), { cache: 'no-store' }));
  let around: Promise<Record<string, Value>> | null = null;

  /** What the forms read of the conference, from what is public of it. */
  const surroundings = (): Promise<Record<string, Value>> =>
    (around ??= Promise.all([
      request<Conference & { fallback?: string[] }>('/api/v1/conference'),
      request<{ categories?: { id: string; title: Localised }[] }>('/api/v1/exhibition').catch(() => ({ categories: [] })),
      request<People>('/api/v1/people').catch(() => ({ organisations: [] })),
    ]).then(([conference, exhibition, people]) => ({
      'conference.yaml': { languages: conference.languages, time_zone: conference.time_zone, title: conference.title as Value, days: conference.days.map(({ date }) => ({ date })) },
      'exhibition.yaml': { categories: (exhibition.categories ?? []).map(({ id, title }) => ({ id, title: title as Value })) },
      'organisations.yaml': { organisations: people.organisations.map(({ id, name }) => ({ id, name: name as Value })) },
    })));

  return {
    shelf: `plenary.booth.edits.${exhibitor}.`,
    core: ['conference.yaml', 'exhibition.yaml', 'organisations.yaml', file],
    async readOverview(): Promise<Overview> {
      const profile = await ask();
      learnPictures(profile.pictures ?? []);
      const named = [
        ...namesIn(profile.value, /\.(webp|png|jpe?g)$/).map((name) => `pictures/${name}`), ...namesIn(profile.value, /\.pdf$/).map((name) => `documents/${name}`),
      ];
      const counted = profile.published && typeof profile.published === 'object' ? differences(profile.published, profile.value) : 0;
      const changes = typeof profile.changed === 'number' ? profile.changed : profile.changed ? Math.max(1, counted) : 0;
      return {
        version: 1,
        draft: { revision: profile.revision, changes, mistakes: readMistakes(profile.mistakes).map((one) => ({ ...one, file: one.file || file })) },
        files: [...this.core, ...new Set([...named, ...sent])].map((path) => ({ path, kind: 'yaml', changed: false })),
        films: [...new Set([...namesIn(profile.value, /\.(mp4|webm|mov|mkv)$/), ...[...sent].flatMap((path) => (path.startsWith('films/') ? [path.slice('films/'.length)] : []))])],
      };
    },
    async readSchema(): Promise<Schema> {
      return (await import('../../../docs/content-package.schema.json')).default as unknown as Schema;
    },
    async readFile(path) {
      if (path !== file) return { value: (await surroundings())[path], revision: 0 };
      const profile = await (latest ?? ask());
      return { value: profile.value ?? undefined, revision: profile.revision };
    },
    async sendEdits(edits: Edit[]): Promise<Answer> {
      try {
        return await request<Answer>(boothPath(exhibitor, '/profile/edits'), { method: 'POST', body: { edits }, csrf: csrf(), timeout_ms: 60_000 });
      } catch (error) {
        // The server knows one file here and may leave its name out.
        const conflicts = error instanceof ApiError ? (error.problem as { conflicts?: Conflict[] }).conflicts : undefined;
        conflicts?.forEach((one) => (one.file ??= file));
        throw error;
      }
    },
    async upload(kind, name, bytes, progress) {
      const known = await addFile(kind, name, bytes, progress, exhibitor);
      sent.add(`${kind}/${known}`);
      return known;
    },
    learnNames: () => undefined,
  };
}

let used: string | null = null;

/** Opens a booth's file for the forms; the returned function closes it. Another booth is another document. */
export function openProfile(exhibitor: string): () => void {
  if (used !== null && used !== exhibitor) location.reload();
  if (used === null) use(boothBackend(exhibitor));
  used = exhibitor;
  void start();
  return stop;
}

export const publishBooth = (exhibitor: string): Promise<unknown> =>
  request(boothPath(exhibitor, '/publish'), { method: 'POST', body: { revision: overview.get()?.draft.revision }, csrf: csrf(), timeout_ms: 60_000 });

export { valueAt };
