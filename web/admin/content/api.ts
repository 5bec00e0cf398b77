import { ApiError, request, type Localised } from '../../shared/api';
import { csrf } from '../../studio/app';
import type { Upload } from './backend';
import type { Answer } from './edits';
import type { Edit, Path, Value } from './path';
import type { Schema } from './schema';

/** What is wrong in the draft, where, and how to mend it. */
export interface Mistake {
  file: string;
  line: number;
  path: Path;
  what: string;
  mend: string;
  warning?: boolean;
}

/** One place where two packages differ. */
export interface Change {
  file: string;
  path: Path;
  kind: 'added' | 'removed' | 'changed' | 'moved';
  before: Value | null;
  after: Value | null;
}

export interface Overview {
  version: number;
  draft: { revision: number; changes: number; mistakes: Mistake[] };
  files: { path: string; kind: string; changed: boolean }[];
  /** Films lie beside the package: no zip holds them. */
  films: string[];
}

export interface Version {
  number: number;
  at: string;
  by: string;
  note: string;
  changes?: number;
}

export interface Picture {
  name: string;
  width: number;
  height: number;
  sizes: number[];
  url?: string;
}

const kBase = '/api/v1/desk/content';
const at = (path: string, query: Record<string, string | number | undefined> = {}): string => {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined);
  return `${kBase}${path}${parts.length ? `?${parts.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&')}` : ''}`;
};
const get = <T>(path: string, query?: Record<string, string | number | undefined>) => request<T>(at(path, query), { cache: 'no-store', timeout_ms: 20_000 });
const post = <T>(path: string, body: unknown = {}) => request<T>(at(path), { method: 'POST', body, csrf: csrf(), timeout_ms: 60_000 });

const listOf = (value: unknown, name: string): unknown[] => {
  if (Array.isArray(value)) return value;
  const list = (value as Record<string, unknown> | null)?.[name];
  return Array.isArray(list) ? list : [];
};

export const readMistakes = (value: unknown): Mistake[] =>
  listOf(value, 'mistakes').map((one) => {
    const found = one as Partial<Mistake> & { severity?: string };
    return {
      file: found.file ?? '', line: found.line ?? 0, path: Array.isArray(found.path) ? found.path : [],
      what: found.what ?? '', mend: found.mend ?? '', warning: found.warning ?? found.severity === 'warning',
    };
  });

const names = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []);

export async function readOverview(): Promise<Overview> {
  const answer = await get<Record<string, unknown>>('');
  const draft = (answer.draft ?? {}) as Record<string, unknown>;
  const changes = draft.changes;
  return {
    version: Number(answer.version ?? 0),
    draft: {
      revision: Number(draft.revision ?? 0),
      changes: Array.isArray(changes) ? changes.length : Number(changes ?? 0),
      mistakes: readMistakes(draft.mistakes),
    },
    files: listOf(answer.files, 'files') as Overview['files'],
    films: names(answer.films),
  };
}

export const readSchema = (): Promise<Schema> => get<Schema>('/schema');

/** A file of the draft, the value of its YAML or its text, and the revision it is of. No value where there is no file yet. */
export async function readFile(path: string): Promise<{ value: Value | undefined; revision: number }> {
  try {
    const answer = await get<{ value?: Value; text?: string; revision: number }>('/file', { path, version: 'draft' });
    return { value: answer.value ?? answer.text ?? undefined, revision: answer.revision };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { value: undefined, revision: 0 };
    throw error;
  }
}

/** Texts go to the address for texts, everything else is edits of YAML. */
export function sendEdits(edits: Edit[]): Promise<Answer> {
  const [only] = edits;
  if (only?.op !== 'text') return post<Answer>('/edits', { edits });
  // Without a text the file is taken away.
  const body = only.value === undefined ? { path: only.file } : { path: only.file, text: only.value, was: only.was ?? null };
  return request<Answer>(at('/text'), { method: 'PUT', body, csrf: csrf(), timeout_ms: 60_000 });
}

const readChanges = (value: unknown): Change[] =>
  listOf(value, 'changes').map((one) => {
    const change = one as Partial<Change>;
    return {
      file: change.file ?? '', path: Array.isArray(change.path) ? change.path : [], kind: change.kind ?? 'changed',
      before: change.before ?? null, after: change.after ?? null,
    };
  });

export const readDifference = async (from: number | 'draft', to: number | 'draft'): Promise<Change[]> => readChanges(await get('/difference', { from, to }));

export const publish = (revision: number, note: string) => post<{ version: number }>('/publish', { revision, note });
export const discard = (revision: number) => post('/discard', { revision });
export const restoreVersion = (number: number) => post<{ version?: number }>(`/versions/${number}/restore`);

export const readVersions = async (): Promise<Version[]> =>
  listOf(await get('/versions'), 'versions').map((one) => {
    const found = one as Record<string, unknown>;
    return {
      number: Number(found.number ?? found.version ?? 0), at: String(found.at ?? ''), note: String(found.note ?? ''),
      by: String(found.by ?? found.account ?? ''), ...(found.changes === undefined ? {} : { changes: Number(found.changes) }),
    };
  });

export const exportAddress = (version: number | 'draft'): string => at('/export.zip', { version });

/** What an import would change; nothing is changed by asking. */
export interface Dry {
  changes: Change[];
  mistakes: Mistake[];
  token: string | null;
  /** Files of the zip that are no part of a package. */
  left_out: string[];
  /** Films that the package plays and the server does not have. */
  missing_films: string[];
}

/** Bytes sent with their progress, which fetch cannot tell of. */
export function upload(path: string, body: Blob, progress: (share: number) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open('POST', path);
    sending.setRequestHeader('x-plenary-csrf', csrf());
    sending.setRequestHeader('accept', 'application/json');
    if (body.type) sending.setRequestHeader('content-type', body.type);
    sending.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
    sending.onerror = () => reject(new ApiError(0, { title: 'unreachable' }));
    sending.onload = () => {
      let answer: unknown = null;
      try {
        answer = JSON.parse(sending.responseText);
      } catch {
        // An answer without a body, or a proxy's own words.
      }
      if (sending.status >= 200 && sending.status < 300) resolve(answer);
      else reject(new ApiError(sending.status, (answer ?? {}) as object));
    };
    sending.send(body);
  });
}

export async function tryImport(zip: Blob, progress: (share: number) => void): Promise<Dry> {
  const answer = (await upload(at('/import'), zip, progress)) as Record<string, unknown>;
  return { changes: readChanges(answer.difference ?? answer), mistakes: readMistakes(answer.mistakes), token: typeof answer.token === 'string' ? answer.token : null, left_out: textsOf(answer, 'left_out'), missing_films: names(answer.missing_films) };
}

const textsOf = (value: unknown, name: string): string[] => listOf(value, name).filter((one): one is string => typeof one === 'string');

/** What a schedule changes in the draft, what it cannot say, and which sessions it does not have. */
export interface ScheduleReport {
  changes: Change[];
  notes: string[];
  missing: string[];
}

/** What a schedule.xml or schedule.json would change in the draft; where it is confirmed, the draft has it. */
export async function importSchedule(file: Blob, language: string, confirmed: boolean, progress: (share: number) => void): Promise<ScheduleReport> {
  const xml = /^\s*(\ufeff)?</.test(await file.slice(0, 200).text());
  const typed = new Blob([file], { type: xml ? 'application/vnd.c3voc.schedule+xml' : 'application/json' });
  const answer = (await upload(at('/import-schedule', { lang: language, ...(confirmed ? { confirm: 1 } : {}) }), typed, progress)) as Record<string, unknown>;
  return { changes: readChanges(answer), notes: textsOf(answer, 'notes'), missing: textsOf(answer, 'missing') };
}

/** A host that shows pages of ours within its own. */
export interface Embed {
  host: string;
  views: number;
}

export const readEmbeds = async (): Promise<Embed[]> =>
  listOf(await request<unknown>('/api/v1/desk/embeds', { cache: 'no-store' }), 'hosts').map((one) => {
    const { host, views } = one as Partial<Embed>;
    return { host: String(host ?? ''), views: Number(views ?? 0) };
  });

export const confirmImport = (token: string | null) => post('/import/confirm', token ? { token } : {});

export const addPicture = (name: string, bytes: Blob, progress: (share: number) => void) =>
  upload(at('/pictures', { name }), bytes, progress) as Promise<Picture>;

/** What a table of exhibitors holds, and everything that is wrong in it. */
export interface ImportReport {
  rows: number;
  exhibitors: number;
  products: number;
  mistakes: { row: number; column: string; what: string; mend: string }[];
}

/** Reads a table; with `confirm` it also goes into the draft, if nothing is wrong. */
export async function importExhibitors(table: Blob, confirm: boolean, progress: (share: number) => void): Promise<ImportReport> {
  const csv = new Blob([table], { type: 'text/csv' });
  try {
    return readReport(await upload(`/api/v1/desk/exhibitors/import${confirm ? '?confirm=1' : ''}`, csv, progress));
  } catch (error) {
    // A refusal that names mistakes is a report too.
    if (error instanceof ApiError && Array.isArray((error.problem as { mistakes?: unknown }).mistakes)) return readReport(error.problem);
    throw error;
  }
}

function readReport(value: unknown): ImportReport {
  const answer = (value ?? {}) as Partial<ImportReport>;
  const mistakes = (answer.mistakes ?? []).map((one) => ({ row: Number(one.row ?? 0), column: String(one.column ?? ''), what: String(one.what ?? ''), mend: String(one.mend ?? '') }));
  return { rows: Number(answer.rows ?? 0), exhibitors: Number(answer.exhibitors ?? 0), products: Number(answer.products ?? 0), mistakes };
}

/**
 * Sends a file for a folder of the package, to be an exhibitor's where one is named; gives the name under which
 * it lies there. Documents and films are always somebody's.
 */
export async function addFile(kind: Upload, name: string, bytes: Blob, progress: (share: number) => void, exhibitor = ''): Promise<string> {
  const query = `?name=${encodeURIComponent(name)}`;
  const path = exhibitor ? `/api/v1/desk/booths/${encodeURIComponent(exhibitor)}/${kind}${query}` : at(`/${kind}`, { name });
  const answer = (await upload(path, bytes, progress)) as { name?: string } | null;
  return (answer?.name ?? name).replace(/^(pictures|documents|films)\//, '');
}

/** Words for a place: what it is, for lists of changes. */
export const placeWords = (path: Path): string =>
  path.map((step) => (typeof step === 'object' ? `“${Object.values(step)[0]}”` : typeof step === 'number' ? `${step + 1}` : step.replace(/_/g, ' '))).join(' › ');

export type { Localised };
