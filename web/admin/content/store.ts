import { ApiError, type Localised } from '../../shared/api';
import { Cell } from '../../shared/cell';
import { Poller } from '../../shared/poll';
import { logOutHere } from '../../studio/app';
import { readMistakes, type Mistake, type Overview } from './api';
import { kWholeDraft, type Backend, type Upload } from './backend';
import { EditQueue } from './edits';
import { browserShelves, kBeat_ms, Keeper, thisTab } from './keep';
import { applied, canonical, same, valueAt, type Edit, type Path, type Value } from './path';
import { mendingPlace } from './places';
import { nameFor } from './uploads';
import { fieldsOfFile, type Field, type Kind, type Schema } from './schema';

let backend: Backend = kWholeDraft;
/** Has the forms edit something else than the whole draft; before start(), and once in a document. */
export function use(other: Backend): void {
  backend = other;
  keeper = new Keeper(browserShelves(), thisTab(), Date.now, other.shelf);
}
/** Sends a file for what is edited in `file`: the pictures of an exhibitor's form are the exhibitor's. */
export async function send(file: string, kind: Upload, bytes: File, progress: (share: number) => void): Promise<string> {
  const exhibitor = /^exhibitors\/([^/]+)\.yaml$/.exec(file)?.[1] ?? '';
  const name = await backend.upload(kind, nameFor(kind, bytes.name, exhibitor), bytes, progress, exhibitor);
  // The new name is offered by every field from now on.
  void refresh();
  return name;
}

export const overview = new Cell<Overview | null>(null);
export const schema = new Cell<Schema | null>(null);
/** Each open file as the server has it. */
const bases = new Cell<ReadonlyMap<string, Value | undefined>>(new Map());
/** Each open file as the editor sees it: with what is on its way. */
export const files = new Cell<ReadonlyMap<string, Value | undefined>>(new Map());
const told = new Cell<readonly Mistake[]>([]);
/** What the server finds wrong in the draft, each at the path by which its field is known here. */
export const mistakes = new Cell<readonly Mistake[]>([]);
export const reachable = new Cell(true);
let revision = -1;
/** Of which revision each open file was read. */
const read_at = new Map<string, number>();

let keeper = new Keeper(browserShelves(), thisTab(), Date.now);

export const queue: EditQueue = new EditQueue({
  send: async (edits, again) => (again && (await hasAlready(edits)) ? { revision: -1, already: true } : backend.sendEdits(edits)),
  keep: (acts) => keeper.keep(acts),
  after: (ms, run) => setTimeout(run, ms),
  done: (edits, answer) => {
    if (answer.already) return void refresh();
    bases.update((before) => {
      const after = new Map(before);
      for (const edit of edits) {
        // A file that was fetched meanwhile has the edit in it.
        if (answer.revision > (read_at.get(edit.file) ?? 0)) after.set(edit.file, applied(after.get(edit.file), edit));
      }
      return after;
    });
    // One revision further is this edit alone; more is somebody else's too, which the next look fetches.
    if (answer.revision === revision + 1) follow(answer.revision);
    else void refresh();
    if (answer.mistakes) told.set(readMistakes(answer.mistakes));
    draw();
  },
});

/** The draft went on by an edit of our own: who publishes at once publishes that. */
function follow(to: number): void {
  revision = to;
  const known = overview.get();
  if (known) overview.set({ ...known, draft: { ...known.draft, revision: to } });
}

/** Whether what is to be inserted stands in the draft and what is to be removed does not; other edits tell by their `was`. */
async function hasAlready(edits: Edit[]): Promise<boolean> {
  const sure = edits.filter((edit) => edit.op === 'insert' || edit.op === 'remove');
  const found = await Promise.all(sure.map(async (edit) => {
    const { value } = await backend.readFile(edit.file);
    if (edit.op === 'remove') return valueAt(value, edit.path) === undefined;
    const id = (edit.value as Record<string, Value> | null)?.id;
    return typeof id === 'string' && valueAt(value, [...edit.path, { id }]) !== undefined;
  }));
  return found.length > 0 && found.every(Boolean);
}

function draw(): void {
  files.set(new Map([...bases.get()].map(([path, value]) => [path, queue.view(path, value)])));
}
queue.acts.subscribe(draw);
bases.subscribe(draw);
const place = (): void => mistakes.set(told.get().map((one) => ({ ...one, path: canonical(bases.get().get(one.file), mendingPlace(schema.get(), one)) })));
told.subscribe(place);
bases.subscribe(place);
schema.subscribe(place);

export const poller = new Poller(look, { every_ms: 4000, jitter: 0.2, max_ms: 15_000 });

/** Asks what the draft is now, and fetches the open files again where somebody else changed them. */
async function look(): Promise<void> {
  try {
    const now = await backend.readOverview();
    reachable.set(true);
    told.set(now.draft.mistakes);
    const another = now.draft.revision !== revision || now.version !== overview.get()?.version;
    if (!same(now, overview.get())) overview.set(now);
    if (!another) return;
    revision = now.draft.revision;
    const open = new Set([...backend.core, ...bases.get().keys(), ...now.files.map((file) => file.path).filter((path) => /^(reports|news)\/[^/]+\.yaml$/.test(path))]);
    await Promise.all([...open].map(load));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) logOutHere();
    reachable.set(!(error instanceof ApiError && error.status === 0));
    throw error;
  }
}

async function load(path: string): Promise<void> {
  // What the overview does not list does not exist yet: nothing is asked for.
  const there = overview.get()?.files.some((file) => file.path === path);
  const { value, revision: at } = there ? await backend.readFile(path) : { value: undefined, revision: 0 };
  read_at.set(path, at);
  bases.update((before) => (before.has(path) && same(before.get(path), value) ? before : new Map(before).set(path, value)));
}

/** Begins for somebody who is signed in; edits left by an earlier visit go on their way. */
let restored = false;
export async function start(): Promise<void> {
  poller.start();
  backend.learnNames();
  await Promise.all([
    poller.now(),
    schema.get() ? null : backend.readSchema().then((read) => schema.set(read), () => schema.set({})),
  ]);
  if (!restored) queue.restore(keeper.take());
  restored = true;
  queue.retry();
}

setInterval(() => {
  const acts = queue.acts.get();
  if (acts.length) keeper.keep([...acts]);
}, kBeat_ms);

export function stop(): void {
  poller.stop();
}

/** Asks at once: after publishing, importing, undoing. */
export async function refresh(): Promise<void> {
  revision = -1;
  await poller.now();
}

/** A file that is not one of the core ones; drawn when it has come. */
export function open(path: string): void {
  if (!bases.get().has(path)) void load(path).catch(() => undefined);
}

/** Changes one value: words to a text, `undefined` takes the key away. */
export function change(file: string, path: Path, value: Value | undefined, typing = false): void {
  const was = valueAt(files.get().get(file), path);
  if (same(was, value)) return;
  const edit: Edit = value === undefined ? { file, op: 'remove', path, was: was ?? null } : { file, op: 'set', path, value, was: was ?? null };
  queue.add([edit], typing);
}

/** Adds an entry to a list, at its end unless a place is given. */
export function insert(file: string, path: Path, value: Value): void {
  queue.add([inserting(file, path, value)]);
}

export const inserting = (file: string, path: Path, value: Value): Edit => ({ file, op: 'insert', path, value });

/** A new file, key by key: what stands in a map is all that a file is. */
export const making = (file: string, value: Record<string, Value>): Edit[] =>
  Object.entries(value).map(([key, one]) => ({ file, op: 'set', path: [key], value: one, was: null }));

export function remove(file: string, path: Path): void {
  queue.add([{ file, op: 'remove', path, was: valueAt(files.get().get(file), path) ?? null }]);
}

/** Brings the entry at `from` of a list to the place `to`. */
export function move(file: string, list: Path, from: number, to: number): void {
  const items = valueAt(files.get().get(file), list);
  if (!Array.isArray(items) || from === to) return;
  const step = (index: number) => canonical(items, [index])[0]!;
  const after = to > from ? to + 1 : to;
  const edit: Edit = { file, op: 'move', path: [...list, step(from)] };
  queue.add([after < items.length ? { ...edit, at: step(after) } : edit]);
}

export function changeText(file: string, text: string): void {
  const was = files.get().get(file) ?? null;
  if (same(was, text)) return;
  queue.add([{ file, op: 'text', path: [], value: text, was }], true);
}

/** Takes a report or a post away with its texts. */
export function removeFiles(stem: string): void {
  for (const { path } of overview.get()?.files ?? []) {
    if (path === `${stem}.yaml` || (path.endsWith('.md') && (path.startsWith(`${stem}.`) || path.startsWith(`${stem}/`)))) {
      queue.add([{ file: path, op: 'text', path: [] }]);
    }
  }
}

/** The entries of a list of maps in an open file. */
export function entries(all: ReadonlyMap<string, Value | undefined>, file: string, list: string): Record<string, Value>[] {
  const found = valueAt(all.get(file), [list]);
  return Array.isArray(found) ? found.filter((item): item is Record<string, Value> => Boolean(item) && typeof item === 'object' && !Array.isArray(item)) : [];
}

export const localised = (value: Value | undefined): Localised =>
  value && typeof value === 'object' && !Array.isArray(value) ? (value as Localised) : typeof value === 'string' ? { en: value } : {};

/** The languages of the conference, its own first; the news may have more. */
export function languagesOf(all: ReadonlyMap<string, Value | undefined>, file = ''): string[] {
  const of = (key: string) => {
    const found = valueAt(all.get('conference.yaml'), [key]);
    return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : [];
  };
  const own = of('languages');
  return [...new Set([...(own.length ? own : ['en']), ...(file.startsWith('news/') ? of('news_languages') : [])])];
}

export function fallbackOf(all: ReadonlyMap<string, Value | undefined>): string[] {
  const found = valueAt(all.get('conference.yaml'), ['fallback']);
  return Array.isArray(found) && found.length ? found.filter((one): one is string => typeof one === 'string') : languagesOf(all);
}

export const zoneOf = (all: ReadonlyMap<string, Value | undefined>): string => {
  const zone = valueAt(all.get('conference.yaml'), ['time_zone']);
  return typeof zone === 'string' && zone ? zone : 'UTC';
};

/** The exhibitors of the draft by their files. */
export function exhibitorsOf(all: ReadonlyMap<string, Value | undefined>): string[] {
  const of = (paths: Iterable<string>) => [...paths].flatMap((path) => /^exhibitors\/([^/]+)\.yaml$/.exec(path)?.[1] ?? []);
  const made = [...all].filter(([, value]) => value !== undefined).map(([path]) => path);
  return [...new Set([...of((overview.get()?.files ?? []).map(({ path }) => path)), ...of(made)])].sort();
}

/** What the public knows the exhibitors by: hundreds of files are not opened for their titles alone. */
export const public_titles = new Cell<ReadonlyMap<string, Localised>>(new Map());
export const exhibitorTitle = (all: ReadonlyMap<string, Value | undefined>, id: string): Localised => {
  const own = localised(valueAt(all.get(`exhibitors/${id}.yaml`), ['title']));
  return Object.keys(own).length ? own : (public_titles.get().get(id) ?? {});
};

/** What a reference can point to: id and words. */
export function candidates(all: ReadonlyMap<string, Value | undefined>, kind: Kind, file = '', path: Path = []): { id: string; words: Localised; more: string }[] {
  const of = (file: string, list: string, title: string) =>
    entries(all, file, list).map((item) => ({ id: String(item.id ?? ''), words: localised(item[title]), more: '' }));
  switch (kind) {
    case 'people':
      return of('people.yaml', 'people', 'name');
    case 'organisations':
      return of('organisations.yaml', 'organisations', 'name');
    case 'sessions':
    case 'forums':
    case 'stages':
      return of('programme.yaml', kind, 'title');
    case 'topics':
      return of('conference.yaml', 'topics', 'title');
    case 'rates':
      return entries(all, 'conference.yaml', 'currency_rates').map((rate) => ({ id: String(rate.id ?? ''), words: { en: `${rate.from}/${rate.to}` }, more: String(rate.rate ?? '') }));
    case 'sources': {
      const map = all.get('sources.yaml');
      if (!map || typeof map !== 'object' || Array.isArray(map)) return [];
      return Object.entries(map).map(([id, source]) => ({ id, words: { en: String((source as Record<string, Value> | null)?.title ?? id) }, more: id }));
    }
    case 'reports':
      return [...all].flatMap(([path, value]) => {
        const found = /^reports\/([^/]+)\.yaml$/.exec(path);
        return found && value ? [{ id: found[1]!, words: localised(valueAt(value, ['title'])), more: '' }] : [];
      });
    case 'categories':
    case 'halls':
      return of('exhibition.yaml', kind, 'title');
    case 'exhibitors':
      return exhibitorsOf(all).map((id) => ({ id, words: exhibitorTitle(all, id), more: '' }));
    case 'products':
      return exhibitorsOf(all).flatMap((exhibitor) =>
        entries(all, `exhibitors/${exhibitor}.yaml`, 'products').map((item) => ({ id: `${exhibitor}/${String(item.id ?? '')}`, words: localised(item.title), more: '' })));
    case 'films':
      return (overview.get()?.films ?? []).map((id) => ({ id, words: { en: id }, more: '' }));
    case 'pictures':
    case 'documents':
      // A product shows documents of its exhibitor, which the exhibitor's own list names.
      if (kind === 'documents' && path[0] === 'products') return of(file, 'documents', 'title');
      return (overview.get()?.files ?? []).filter((file) => file.path.startsWith(`${kind}/`)).map((file) => ({ id: file.path.slice(kind.length + 1), words: { en: file.path.slice(kind.length + 1) }, more: '' }));
  }
}

/** The fields of a file, or of the entries of one of its lists (`*`: of the map that the file is). */
export const fieldsOf = (root: Schema | null, file: string, list?: string): Field[] => (root ? fieldsOfFile(root, file, list) : []);
