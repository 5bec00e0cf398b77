import { describe, expect, it } from 'vitest';
import { clashesOf } from './clashes';
import { freshId, slug } from './ids';
import { Keeper, type Shelves } from './keep';
import { applied, canonical, pathKey, valueAt, type Edit, type Value } from './path';
import packageSchema from '../../../docs/content-package.schema.json';
import { FormReader, emptyOf, fieldsOfFile, type Schema } from './schema';
import { datesBetween, instantOf, wallTime } from './times';

const file: Value = {
  days: [{ date: '2020-07-23' }, { date: '2020-07-24' }],
  sessions: [{ id: 'a', title: { zh: '一' } }, { id: 'b', title: { zh: '二' } }, { id: 'c' }],
};
const edit = (more: Partial<Edit>): Edit => ({ file: 'programme.yaml', op: 'set', path: [], ...more });

describe('a place in a file', () => {
  it('is found by id, by what else an entry is known by, and by place', () => {
    expect(valueAt(file, ['sessions', { id: 'b' }, 'title', 'zh'])).toBe('二');
    expect(valueAt(file, ['days', { date: '2020-07-24' }, 'date'])).toBe('2020-07-24');
    expect(valueAt(file, ['sessions', 2, 'id'])).toBe('c');
    expect(valueAt(file, ['sessions', { id: 'z' }, 'title'])).toBeUndefined();
  });

  it('has one spelling', () => {
    expect(canonical(file, ['sessions', 1, 'title'])).toEqual(['sessions', { id: 'b' }, 'title']);
    expect(canonical(file, ['days', { date: '2020-07-24' }, 'title'])).toEqual(['days', 1, 'title']);
    expect(pathKey(['sessions', { id: 'b' }, 'title'])).toBe('sessions/[b]/title');
  });
});

describe('an edit', () => {
  it('sets a value and makes the maps on the way', () => {
    const after = applied(file, edit({ path: ['sessions', { id: 'c' }, 'title', 'en'], value: 'Three' }));
    expect(valueAt(after, ['sessions', 2])).toEqual({ id: 'c', title: { en: 'Three' } });
    expect(applied(undefined, edit({ path: ['id'], value: 'x' }))).toEqual({ id: 'x' });
  });

  it('takes away keys and entries', () => {
    expect(valueAt(applied(file, edit({ op: 'remove', path: ['sessions', { id: 'b' }] })), ['sessions'])).toHaveLength(2);
    expect(applied({ a: 1, b: 2 }, edit({ op: 'remove', path: ['a'] }))).toEqual({ b: 2 });
  });

  it('inserts and moves before the entry that stands there now, else at the end', () => {
    const ids = (value: Value | undefined) => (valueAt(value, ['sessions']) as { id: string }[]).map(({ id }) => id).join('');
    expect(ids(applied(file, edit({ op: 'insert', path: ['sessions'], value: { id: 'd' } })))).toBe('abcd');
    expect(ids(applied(file, edit({ op: 'insert', path: ['sessions'], value: { id: 'd' }, at: { id: 'b' } })))).toBe('adbc');
    expect(ids(applied(file, edit({ op: 'move', path: ['sessions', { id: 'a' }], at: { id: 'c' } })))).toBe('bac');
    expect(ids(applied(file, edit({ op: 'move', path: ['sessions', { id: 'c' }], at: 0 })))).toBe('cab');
    expect(ids(applied(file, edit({ op: 'move', path: ['sessions', { id: 'a' }] })))).toBe('bca');
  });
});

describe('ids', () => {
  it('come from titles, and are never used twice', () => {
    expect(slug('Opening  Cérémonie 2020!')).toBe('opening-ceremonie-2020');
    expect(freshId('Opening', 'session', ['opening'])).toBe('opening-2');
    expect(freshId('开幕式', 'session', [])).toBe('session-1');
  });
});

describe('times', () => {
  it('are shown by the wall of the conference’s zone and written with its offset', () => {
    expect(wallTime('2020-07-23T06:30:00Z', 'Asia/Shanghai')).toBe('2020-07-23T14:30');
    expect(instantOf('2020-07-23T14:30', 'Asia/Shanghai')).toBe('2020-07-23T14:30:00+08:00');
    expect(instantOf('2020-01-15T09:00', 'America/New_York')).toBe('2020-01-15T09:00:00-05:00');
    expect(instantOf('2020-03-08T09:00', 'America/New_York')).toBe('2020-03-08T09:00:00-04:00');
    expect(instantOf('', 'UTC')).toBe('');
  });

  it('count days', () => expect(datesBetween('2020-02-28', '2020-03-01')).toEqual(['2020-02-28', '2020-02-29', '2020-03-01']));
});

describe('a programme', () => {
  const at = (id: string, stage: string, from: string, to: string, more = {}) => ({ id, stage, starts_at: `2020-07-23T${from}:00Z`, ends_at: `2020-07-23T${to}:00Z`, ...more });
  it('is told where two sessions want one stage or one person', () => {
    const sessions = [at('c', 'x', '12:00', '13:00'), at('a', 'x', '09:00', '10:00', { moderator: 'm' }), at('b', 'x', '09:30', '10:30'),
      at('d', 'y', '09:00', '09:40', { running_order: [{ person: 'm' }] })];
    expect(clashesOf(sessions)).toEqual([
      { kind: 'person', what: 'm', one: 'a', other: 'd' },
      { kind: 'stage', what: 'x', one: 'a', other: 'b' },
    ]);
  });
  it('has no clash where one ends as the other begins', () => expect(clashesOf([at('a', 'x', '09:00', '10:00'), at('b', 'x', '10:00', '11:00')])).toEqual([]));
});

describe('a form', () => {
  const schema: Schema = {
    $defs: {
      line: { format: 'localised', maxLength: 200 },
      session: {
        type: 'object',
        required: ['id', 'title'],
        properties: {
          id: { type: 'string', format: 'id' },
          title: { $ref: '#/$defs/line', title: { en: 'Title', zh: '标题' } },
          kind: { enum: ['forum', 'keynote'] },
          moderator: { type: 'string', format: 'reference', 'x-reference': 'people' },
          sources: { type: 'array', format: 'sources', items: { type: 'string' } },
          times_illustrative: { type: 'boolean' },
          materials: { type: 'array', items: { type: 'object', properties: { url: { type: 'string', format: 'uri' } } } },
        },
      },
    },
  };
  const fields = new FormReader(schema).fields({ $ref: '#/$defs/session' });

  it('has the schema’s fields in their order, each edited as it asks for', () => {
    expect(fields.map(({ key, shape }) => `${key}: ${shape.kind}`)).toEqual([
      'id: id', 'title: words', 'kind: choice', 'moderator: reference', 'sources: reference', 'times_illustrative: switch', 'materials: list',
    ]);
    expect(fields[1]).toMatchObject({ label: { en: 'Title', zh: '标题' }, required: true });
    expect(fields[4]!.shape).toEqual({ kind: 'reference', of: 'sources', many: true });
  });

  it('begins a new entry with what is required', () => expect(emptyOf({ kind: 'map', fields })).toEqual({ id: '', title: {} }));
});

describe('unsaved edits', () => {
  it('are kept for each tab, and taken over from tabs that are gone', () => {
    const store = new Map<string, string>();
    const shelves: Shelves = { keys: () => [...store.keys()], read: (key) => store.get(key) ?? null, write: (key, value) => (value === null ? store.delete(key) : store.set(key, value)) };
    let now = 0;
    const keeper = (tab: string) => new Keeper(shelves, tab, () => now);
    const act = (number: number) => ({ number, edits: [], state: 'waiting' as const, conflicts: [], problem: '' });
    keeper('one').keep([act(1)]);
    expect(keeper('one').take()).toHaveLength(1);
    expect(keeper('two').take()).toEqual([]);
    now = 60_000;
    expect(keeper('two').take()).toHaveLength(1);
    expect(keeper('three').take()).toEqual([]);
  });
});

describe('the package’s own schema', () => {
  const root = packageSchema as unknown as Schema;
  const kinds = (file: string, list?: string) => Object.fromEntries(fieldsOfFile(root, file, list).map(({ key, shape }) => [key, shape.kind]));

  it('makes a form of every file', () => {
    expect(kinds('programme.yaml', 'sessions')).toMatchObject({
      title: 'words', kind: 'choice', stage: 'reference', starts_at: 'time', abstract: 'words', language: 'language', running_order: 'list', our_wording: 'languages', sources: 'reference',
    });
    expect(kinds('programme.yaml', 'forums')).toMatchObject({ co_hosts: 'reference', colour: 'colour' });
    expect(kinds('conference.yaml')).toMatchObject({ host: 'reference', languages: 'languages', time_zone: 'zone', days: 'list' });
    expect(kinds('reports/any.yaml')).toMatchObject({ release: 'map', chapters: 'list', indicators: 'list' });
    expect(kinds('news/any.yaml')).toMatchObject({ published: 'time', source: 'sources-by-language', embargo: 'map' });
    expect(kinds('sources.yaml', '*')).toEqual({ title: 'line', url: 'link', grade: 'choice' });
  });

  it('words each field in three languages', () => {
    for (const field of fieldsOfFile(root, 'programme.yaml', 'sessions')) expect([field.key, Object.keys(field.label).sort()]).toEqual([field.key, ['en', 'id', 'zh']]);
  });
});

describe('an exhibitor’s forms', () => {
  const fields = fieldsOfFile(packageSchema as unknown as Schema, 'exhibitors/acme.yaml');
  const of = (key: string, within = fields) => within.find((field) => field.key === key)!.shape;
  const inside = (key: string) => {
    const shape = of(key);
    return shape.kind === 'list' && shape.item.kind === 'map' ? shape.item.fields : [];
  };

  it('choose what stands in the package, and send what does not yet', () => {
    expect([of('logo'), of('categories'), of('pictures')]).toEqual([
      { kind: 'reference', of: 'pictures', many: false }, { kind: 'reference', of: 'categories', many: true }, { kind: 'reference', of: 'pictures', many: true },
    ]);
    expect([of('file', inside('documents')), of('film', inside('videos')), of('documents', inside('products'))]).toEqual([
      { kind: 'reference', of: 'documents', many: false }, { kind: 'reference', of: 'films', many: false }, { kind: 'reference', of: 'documents', many: true },
    ]);
  });

  it('know countries and currencies by their names', () => {
    const price = of('price', inside('products'));
    expect([of('country').kind, price.kind === 'map' ? of('currency', price.fields).kind : '']).toEqual(['country', 'currency']);
  });
});
