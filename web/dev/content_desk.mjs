/**
 * The organiser's content API for the mock: a draft of the golden conference as JSON values, edits with
 * conflicts, versions, a difference, releases by two people. `--empty` begins with nothing. Another editor
 * is played by POST /mock/content/edit {file, path, value}: the desk's next edit of that place conflicts.
 */
import { readFileSync } from 'node:fs';
import { mockProfile, mockSchema } from './booth.mjs';

const golden = new URL('../../tests/golden/api/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, golden), 'utf8'));
export const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
export const copy = (value) => structuredClone(value);

function placeOf(list, step) {
  if (typeof step === 'number') return step < list.length ? step : -1;
  const [key, wanted] = Object.entries(step ?? {})[0] ?? [];
  return list.findIndex((item) => item?.[key] === wanted);
}
const next = (value, step) => (Array.isArray(value) ? value[placeOf(value, step)] : value?.[step]);
export const valueAt = (value, path) => path.reduce(next, value);

/** Changes a value in place; says what is wrong with the path, or null. */
export function apply(root, { op, path, value, at }) {
  const steps = op === 'insert' ? path : path.slice(0, -1);
  let here = root;
  for (const [index, step] of steps.entries()) {
    let found = next(here, step);
    if (found === undefined && typeof step === 'string') found = here[step] = op === 'insert' && index === steps.length - 1 ? [] : {};
    if (found === undefined) return `nothing stands at ${JSON.stringify(path)}`;
    here = found;
  }
  const last = path[path.length - 1];
  const before = (list) => (at === undefined || placeOf(list, at) < 0 ? list.length : placeOf(list, at));
  if (op === 'insert') here.splice(before(here), 0, value);
  else if (op === 'move') {
    const from = placeOf(here, last);
    const to = before(here);
    const [item] = here.splice(from, 1);
    here.splice(to > from ? to - 1 : to, 0, item);
  } else if (Array.isArray(here)) {
    const place = placeOf(here, last);
    if (place < 0) return `nothing stands at ${JSON.stringify(path)}`;
    if (op === 'remove') here.splice(place, 1);
    else here[place] = value;
  } else if (op === 'remove' || value === null) delete here[last];
  else here[last] = value;
  return null;
}

function differences(file, before, after, path = []) {
  if (same(before, after)) return [];
  const isMap = (value) => value && typeof value === 'object' && !Array.isArray(value);
  const change = (kind, from, to, where = path) => ({ file, path: where, kind, before: from ?? null, after: to ?? null });
  if (isMap(before) && isMap(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => differences(file, before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after) && [...before, ...after].every((item) => item?.id)) {
    const changes = [];
    for (const item of before) if (!after.some(({ id }) => id === item.id)) changes.push(change('removed', item, null, [...path, { id: item.id }]));
    for (const item of after) {
      const was = before.find(({ id }) => id === item.id);
      changes.push(...(was ? differences(file, was, item, [...path, { id: item.id }]) : [change('added', null, item, [...path, { id: item.id }])]));
    }
    const order = (list, other) => list.filter(({ id }) => other.some((one) => one.id === id)).map(({ id }) => id).join();
    if (order(before, after) !== order(after, before)) changes.push(change('moved', null, null));
    return changes;
  }
  return [change(before === undefined || before === null ? 'added' : after === undefined || after === null ? 'removed' : 'changed', before, after)];
}

/** The golden documents as the package that they were read from, roughly. */
function goldenPackage() {
  const conference = read('conference');
  const programme = read('programme');
  const people = read('people');
  const keep = (item, keys) => Object.fromEntries(keys.flatMap((key) => (item[key] === undefined || item[key] === null || same(item[key], []) || same(item[key], {}) || item[key] === false ? [] : [[key, item[key]]])));
  return {
    'conference.yaml': { ...keep(conference, ['id', 'title', 'theme']), short_name: conference.short, host: 'isc', languages: conference.languages, time_zone: conference.time_zone,
      days: conference.days, sections: conference.sections, facts: conference.facts },
    'sources.yaml': conference.sources,
    'organisations.yaml': { organisations: people.organisations.map((one) => keep(one, ['id', 'name', 'sources'])) },
    'people.yaml': { people: people.people.map((one) => keep(one, ['id', 'name', 'title', 'organisation', 'sources'])) },
    'programme.yaml': {
      stages: programme.stages.map((stage) => ({ ...stage, inputs: [{ id: 'primary' }, { id: 'backup' }, { id: 'demo', kind: 'demo' }] })),
      sessions: programme.sessions.map((session) => ({
        ...keep(session, ['id', 'title', 'kind', 'stage', 'starts_at', 'ends_at', 'times_illustrative', 'part_of_day', 'abstract', 'moderator', 'sources']),
        running_order: session.running_order.map((item) => keep(item, ['id', 'kind', 'title', 'person', 'organisation', 'illustrative', 'sources'])),
      })),
    },
    'reports/cidr-2020.yaml': {
      id: 'cidr-2020', title: { zh: '中国互联网发展报告2020', en: 'China Internet Development Report 2020' }, organisation: 'isc', release: { mode: 'at', at: '2020-07-23T21:00:00+08:00' },
      chapters: [{ id: 'summary', title: { en: 'Summary', zh: '摘要' } }],
      indicators: [{ id: 'mobile-users', name: { en: 'Mobile internet users', zh: '移动互联网用户' }, value: '1.319e9', unit: 'users', period: '2019', sources: ['ISC'],
        readings: [{ value: '1.319e9', sources: ['ISC'] }, { value: '1.32e9', sources: ['BOLONG'] }] }],
    },
    'reports/cidr-2020/summary.en.md': '# The year in figures\n\nMobile internet users: [[indicator cidr-2020/mobile-users]]. Trade came to [[amount 34.81e12 CNY]].\n\n- more users\n- more trade\n',
    'reports/cidr-2020/summary.zh.md': '# 数字中的一年\n\n移动互联网用户：[[indicator cidr-2020/mobile-users]]。\n',
    'exhibition.yaml': {
      text: { zh: '为排演而合成的展览。', en: 'A synthetic exhibition for rehearsals.' },
      categories: [{ id: 'edge', title: { zh: '边缘计算', en: 'Edge computing', id: 'Komputasi tepi' } }, { id: 'sensors', title: { zh: '传感器', en: 'Sensors', id: 'Sensor' } }],
      halls: [
        { id: 'east', title: { zh: '东厅', en: 'East hall', id: 'Aula timur' }, width: 40, depth: 24, booths: [
          { id: 'a1', exhibitor: 'qinghe', x: 2, y: 2, width: 6, depth: 4 }, { id: 'a2', exhibitor: 'lanting', x: 9, y: 2, width: 6, depth: 4 },
          { id: 'a3', x: 16, y: 2, width: 4, depth: 4 }, { id: 'b1', x: 2, y: 10, width: 8, depth: 6 }, { id: 'b2', x: 12, y: 10, width: 5, depth: 5 }] },
        { id: 'west', title: { zh: '西厅', en: 'West hall', id: 'Aula barat' }, width: 30, depth: 20, booths: [] },
      ],
    },
    'exhibitors/qinghe.yaml': mockProfile(),
    'exhibitors/lanting.yaml': { title: { zh: '兰亭机器人', en: 'Lanting Robotics', id: 'Lanting Robotics' }, products: [{ id: 'arm', title: { en: 'Quiet arm' } }] },
    'news/opening.yaml': { slug: 'opening', title: { zh: '大会开幕', en: 'The conference opens' }, published: '2020-07-23T15:00:00+08:00' },
    'news/opening.en.md': 'The 2020 China Internet Conference opened **in the cloud**.\n',
    'news/opening.zh.md': '2020年中国互联网大会在云端开幕。\n',
  };
}

const template = () => ({
  'conference.yaml': { id: 'conference', title: { en: 'A conference' }, short_name: 'Conference', host: 'host', languages: ['en'], time_zone: 'UTC', days: [{ date: '2026-01-01' }] },
  'organisations.yaml': { organisations: [{ id: 'host', name: { en: 'The host' } }] },
  'programme.yaml': { stages: [], sessions: [] },
});

function mistakesOf(files) {
  const found = [];
  const wrong = (file, path, what, mend, warning = false) => found.push({ file, line: 1 + found.length * 7, path, what, mend, warning });
  const programme = files['programme.yaml'] ?? {};
  const people = new Set((files['people.yaml']?.people ?? []).map(({ id }) => id));
  for (const session of programme.sessions ?? []) {
    const at = ['sessions', { id: session.id }];
    if (!Object.keys(session.title ?? {}).length) wrong('programme.yaml', [...at, 'title'], '`title` is missing.', 'Give it in at least one language.');
    if (!(Date.parse(session.starts_at) < Date.parse(session.ends_at))) wrong('programme.yaml', [...at, 'ends_at'], '`ends_at` is not after `starts_at`.', 'Set a later time.');
    if (session.moderator && !people.has(session.moderator)) wrong('programme.yaml', [...at, 'moderator'], `There is no person \`${session.moderator}\`.`, 'Add the person, or choose another.');
  }
  return found;
}

const kImportMistakes = [
  { row: 14, column: 'price_currency', what: 'A price has no currency.', mend: 'Give a code of three letters, such as CNY.' },
  { row: 15, column: 'country', what: '`China` is no country code.', mend: 'Give two letters, such as CN.' },
  { row: 201, column: 'id', what: '`qinghe` stands here a second time.', mend: 'Give the second exhibitor an id of its own.' },
];

export function makeContentDesk({ empty = false, now }) {
  let published = empty ? template() : goldenPackage();
  let draft = copy(published);
  let version = empty ? 0 : 1;
  let revision = 0;
  let imported = null;
  let importing = 0;
  const versions = empty ? [] : [{ number: 1, at: '2020-07-20T02:00:00.000Z', account: 'demo', note: 'First version' }];
  const kept = new Map([[version, copy(published)]]);
  const audit = [{ number: 1, at: '2020-07-20T02:00:00.000Z', account: 'demo', action: 'content.publish', subject: 'version 1' }];
  const release = { kind: 'report', id: 'cidr-2020', title: { zh: '中国互联网发展报告2020', en: 'China Internet Development Report 2020' }, phase: 'planned', at: '2020-07-23T13:00:00.000Z', armed_by: ['mei'], hands_needed: 2, with: null, released_at: null, held: false };
  const log = (action, subject) => audit.unshift({ number: audit.length + 1, at: now(), account: 'demo', action, subject });
  const changes = (from, to) => [...new Set([...Object.keys(from), ...Object.keys(to)])].sort().flatMap((file) => differences(file, from[file], to[file]));
  const of = (name) => (name === null || name === 'draft' ? draft : kept.get(Number(name)) ?? published);

  /** What another editor does, for looking at conflicts. */
  function meanwhile({ file, path, value }) {
    apply((draft[file] ??= {}), { op: 'set', path, value });
    revision += 1;
    return { revision };
  }

  function edit(edits) {
    const conflicts = edits.flatMap(({ file, op, path, value, was }) => {
      if (was === undefined || op === 'insert' || op === 'move') return [];
      const here = valueAt(draft[file] ?? {}, path);
      return same(here, was) ? [] : [{ file, path, yours: value ?? null, was, now: here ?? null, by: 'mei' }];
    });
    if (conflicts.length) return { conflicts };
    const tried = copy(draft);
    for (const one of edits) {
      const wrong = apply((tried[one.file] ??= {}), one);
      if (wrong) return { wrong };
    }
    draft = tried;
    revision += 1;
    return null;
  }

  return (request, path, query, body) => {
    const base = '/api/v1/desk/content';
    const state = () => ({ revision, mistakes: mistakesOf(draft) });
    if (path === '/api/v1/desk/exhibitors/import') {
      const mistakes = body === null || query.get('confirm') ? [] : kImportMistakes;
      return [200, { rows: 512, exhibitors: 500, products: 2140, mistakes: importing++ % 2 ? [] : mistakes }];
    }
    if (path === '/api/v1/desk/audit') return [200, { entries: query.get('before') ? [] : audit }];
    if (path === '/api/v1/desk/releases') return [200, { releases: empty ? [] : [release], now: now() }];
    const hand = /^\/api\/v1\/desk\/releases\/[a-z]+\/[^/]+\/([a-z]+)$/.exec(path);
    if (hand) {
      if (hand[1] === 'arm') release.armed_by = [...release.armed_by, 'demo'];
      if (hand[1] === 'disarm' || hand[1] === 'postpone') release.armed_by = [];
      if (hand[1] === 'postpone') release.at = body.at;
      if (hand[1] === 'hold') release.held = true;
      if (hand[1] === 'resume') release.held = false;
      release.phase = hand[1] === 'now' ? 'released' : release.held ? 'held' : release.armed_by.length > 1 ? 'armed' : 'planned';
      log(`release.${hand[1]}`, release.id);
      return [200, release];
    }
    if (!path.startsWith(base)) return null;
    const rest = path.slice(base.length);
    if (rest === '') {
      const names = [...new Set([...Object.keys(draft)])].sort();
      return [200, { version, draft: { ...state(), changes: changes(published, draft).length },
        files: names.map((name) => ({ path: name, kind: name.endsWith('.md') ? 'markdown' : name.startsWith('pictures/') ? 'picture' : 'yaml', changed: !same(published[name], draft[name]) })) }];
    }
    if (rest === '/schema') return [200, mockSchema()];
    if (rest === '/file') {
      const value = of(query.get('version'))[query.get('path')];
      if (value === undefined) return [404, { title: 'There is no such file.' }];
      return [200, { path: query.get('path'), revision, ...(typeof value === 'string' ? { text: value } : { value }) }];
    }
    if (rest === '/edits') {
      const refused = edit(body.edits);
      if (refused?.conflicts) return [409, { title: 'Another editor was here', conflicts: refused.conflicts }];
      if (refused) return [422, { title: refused.wrong }];
      return [200, state()];
    }
    if (rest === '/text') {
      const here = draft[body.path];
      if (body.text === undefined) {
        const { [body.path]: _gone, ...left } = draft;
        draft = left;
        revision += 1;
        return [200, state()];
      }
      if (!same(here, body.was)) return [409, { title: 'Another editor was here', conflicts: [{ file: body.path, path: [], yours: body.text, was: body.was, now: here ?? null, by: 'mei' }] }];
      draft = { ...draft, [body.path]: body.text };
      revision += 1;
      return [200, state()];
    }
    if (rest === '/pictures') {
      draft[`pictures/${query.get('name')}`] = { hash: '0' };
      revision += 1;
      return [200, { name: query.get('name'), width: 1600, height: 900, sizes: [320, 640, 1280, 1600] }];
    }
    if (rest === '/difference') return [200, { changes: changes(of(query.get('from')), of(query.get('to'))) }];
    if (rest === '/publish') {
      if (mistakesOf(draft).length) return [422, { title: 'The draft has mistakes.', mistakes: mistakesOf(draft) }];
      version += 1;
      published = copy(draft);
      kept.set(version, copy(draft));
      versions.push({ number: version, at: now(), account: 'demo', note: body.note });
      log('content.publish', `version ${version}`);
      return [200, { version }];
    }
    if (rest === '/discard') {
      draft = copy(published);
      revision += 1;
      return [200, state()];
    }
    if (rest === '/versions') return [200, { versions: [...versions].reverse() }];
    const restore = /^\/versions\/(\d+)\/restore$/.exec(rest);
    if (restore) {
      draft = copy(kept.get(Number(restore[1])));
      revision += 1;
      return [200, state()];
    }
    if (rest === '/import') {
      imported = { ...copy(draft), 'people.yaml': { people: [] } };
      return [200, { difference: changes(published, imported), mistakes: [] }];
    }
    if (rest === '/import/confirm') {
      draft = imported;
      return [200, { version }];
    }
    if (rest === '/export.zip') return [200, of(query.get('version'))];
    if (request.method === 'POST' && rest === '/mock') return [200, meanwhile(body)];
    return null;
  };
}
