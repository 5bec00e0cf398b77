import { describe, expect, it } from 'vitest';
import peopleJson from '../../../tests/golden/api/people.json';
import programmeJson from '../../../tests/golden/api/programme.json';
import type { People, Programme, Session } from '../../shared/api';
import { changeOf, clashes, due, reminderKey } from './agenda';
import { chapterAt, chaptersOf, momentOf } from './chapters';
import { readList } from './favourites';
import { dayToShow, kNoFilter, languageName, languagesOf, narrowing, pass, plain, readFilter, SessionIndex, writeFilter } from './filters';
import { across, arrowOf, hourTicks, hourWidth, layOut, move } from './grid';
import { colours } from './looks';
import { pictureOf } from './pictures';
import { grouped, pieces, safePath, type Found } from './search';
import { base64, fits, foremost, phaseOf, wholeAddress } from './speaker';

const programme = programmeJson as unknown as Programme;
const people = peopleJson as unknown as People;
const [ceremony, forum] = programme.sessions as [Session, Session];
const at = (time: string) => Date.parse(`2020-07-23T${time}:00.000Z`);
const iso = (time: string) => new Date(at(time)).toISOString();
const session = (id: string, stage: string, from: string, to: string, more: Partial<Session> = {}): Session => ({
  ...ceremony, id, stage, starts_at: iso(from), ends_at: iso(to), state: 'planned', day: '2020-07-23', ...more,
});

describe('the choices of a reader', () => {
  it('live in the address and come back from it', () => {
    const filter = { ...kNoFilter, day: 'all', forum: '5g', mine: true, text: '工业 互联网', view: 'list' as const };
    const query = writeFilter(filter, '?lang=zh&stage=main');
    expect(readFilter(query)).toEqual(filter);
    expect(new URLSearchParams(query).get('lang')).toBe('zh');
    expect(writeFilter(kNoFilter, query)).toBe('?lang=zh');
  });

  it('are not believed when they are nonsense', () => {
    expect(readFilter('?view=3d&mine=yes&q=&day=')).toEqual(kNoFilter);
    expect(readFilter(`?q=${'x'.repeat(5000)}`).text).toHaveLength(200);
  });

  it('count as narrowing only where they hide something', () => {
    expect(narrowing({ ...kNoFilter, day: 'all', view: 'grid', text: '  ' })).toBe(0);
    expect(narrowing({ ...kNoFilter, forum: 'a', text: 'b', mine: true })).toBe(3);
  });

  it('suggest today, else the next day that holds something, else the last', () => {
    const days = ['2020-07-23', '2020-07-24', '2020-07-25'];
    const held = [session('a', 'm', '06:00', '07:00'), session('b', 'm', '06:00', '07:00', { day: '2020-07-25' })];
    expect(dayToShow(null, days, held, '2020-07-23')).toBe('2020-07-23');
    expect(dayToShow(null, days, held, '2020-07-24')).toBe('2020-07-25');
    expect(dayToShow(null, days, held, '2021-01-01')).toBe('2020-07-25');
    expect(dayToShow('2020-07-24', days, held, '2020-07-23')).toBe('2020-07-24');
    expect(dayToShow('1999-01-01', days, [], '2020-07-23')).toBe('2020-07-23');
    expect(dayToShow('all', days, held, '2020-07-23')).toBe('all');
  });
});

describe('looking in the programme', () => {
  const index = new SessionIndex(programme, people);
  const found = (change: object, mine = new Set<string>()) =>
    pass(programme.sessions, { ...kNoFilter, ...change }, programme, index, mine).map(({ id }) => id);

  it('finds people, organisations and titles in every language, all words together', () => {
    expect(found({ text: '何桂立' })).toEqual(['opening-forum']);
    expect(found({ text: 'HE GUILI keynote' })).toEqual(['opening-forum']);
    expect(found({ text: 'upacara' })).toEqual(['opening-ceremony', 'opening-forum']);
    expect(found({ text: 'nobody at all' })).toEqual([]);
  });

  it('takes width, case and accents for the same', () => {
    expect(plain('Ｃafé 5Ｇ')).toBe('cafe 5g');
  });

  it('keeps what is in the agenda', () => {
    expect(found({ mine: true }, new Set([forum.id]))).toEqual([forum.id]);
  });

  it('filters by the forum’s topic where the session names none', () => {
    const larger = { ...programme, forums: [{ id: 'f', title: {}, organisation: null, topic: 'ai' }], sessions: [{ ...forum, forum: 'f' }, ceremony] };
    const all = pass(larger.sessions, { ...kNoFilter, topic: 'ai' }, larger, new SessionIndex(larger, people), new Set());
    expect(all.map(({ id }) => id)).toEqual([forum.id]);
  });

  it('names the languages spoken, the most used first', () => {
    const spoken = ['en', 'zh-Hans', 'zh', null].map((language, n) => session(`s${n}`, 'm', '06:00', '07:00', { language }));
    expect(languagesOf(spoken)).toEqual(['zh', 'en']);
    expect([languageName('zh', 'en'), languageName('zh', 'zh'), languageName('!!', 'en')]).toEqual(['Chinese', '中文', '!!']);
  });
});

describe('the grid', () => {
  const stages = [{ id: 'a', title: {} }, { id: 'b', title: {} }, { id: 'empty', title: {} }];
  const day = [
    session('a1', 'a', '01:10', '02:00'), session('a2', 'a', '02:30', '03:30'), session('a3', 'a', '03:00', '04:20'),
    session('b1', 'b', '02:00', '04:00'),
  ];
  const grid = layOut(day, stages, 'Asia/Shanghai')!;

  it('runs over whole hours, and leaves out stages where nothing is', () => {
    expect([new Date(grid.from_ms).toISOString(), new Date(grid.to_ms).toISOString()]).toEqual([iso('01:00'), iso('05:00')]);
    expect(grid.rows.map(({ stage, lanes }) => [stage.id, lanes])).toEqual([['a', 2], ['b', 1]]);
    expect(layOut([], stages, 'Asia/Shanghai')).toBeNull();
    expect(layOut([...day, ...day], stages, 'Asia/Shanghai')).toEqual(grid);
  });

  it('puts what overlaps on one stage into lanes of their own', () => {
    expect(grid.rows[0]!.placed.map(({ session: { id }, lane }) => [id, lane])).toEqual([['a1', 0], ['a2', 0], ['a3', 1]]);
  });

  it('has whole hours where the reader is, and says where the day changes', () => {
    const india = layOut(day, stages, 'Asia/Kolkata')!;
    expect(new Date(india.from_ms).toISOString()).toBe(iso('00:30'));
    expect(hourTicks(india, 'Asia/Kolkata', 'en').map(({ label }) => label)).toEqual(['06:00', '07:00', '08:00', '09:00']);
    const york = hourTicks(layOut(day, stages, 'America/New_York')!, 'America/New_York', 'zh');
    expect(york.map(({ label, day: date }) => [label, date])).toEqual([['21:00', '7月22日'], ['22:00', ''], ['23:00', ''], ['00:00', '7月23日']]);
  });

  it('knows where an instant is', () => {
    expect([across(grid, at('01:00')), across(grid, at('02:00')), across(grid, at('06:00'))]).toEqual([0, 25, 125]);
  });

  it('is as wide as its shortest session needs, within reason', () => {
    expect(hourWidth(grid)).toBe(7.5);
    expect(hourWidth(layOut([session('s', 'a', '01:00', '01:15')], stages, 'UTC')!)).toBe(16);
    expect(hourWidth(layOut([session('s', 'a', '01:00', '01:00')], stages, 'UTC')!)).toBe(26);
  });

  it('is walked by arrow keys, straight down in time', () => {
    const walk = (from: string, ...arrows: Parameters<typeof move>[2][]) => arrows.reduce((id, arrow) => move(grid, id, arrow), from);
    expect(walk('a1', 'ArrowRight')).toBe('a2');
    expect(walk('a1', 'ArrowLeft')).toBe('a1');
    expect(walk('a3', 'ArrowDown')).toBe('b1');
    expect(walk('b1', 'ArrowUp')).toBe('a2');
    expect(walk('b1', 'PageDown')).toBe('b1');
    expect(walk('a2', 'End', 'Last', 'First')).toBe('a1');
    expect(walk('gone', 'ArrowDown')).toBe('a1');
  });

  it('leaves other keys to the browser', () => {
    const key = (name: string, more = {}) => arrowOf({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });
    expect([key('ArrowLeft'), key('Home', { ctrlKey: true }), key('ArrowLeft', { altKey: true }), key('Tab'), key('ArrowUp', { ctrlKey: true })])
      .toEqual(['ArrowLeft', 'First', null, null, null]);
  });
});

describe('the agenda', () => {
  const a = session('a', 'm', '06:00', '07:00');
  const b = session('b', 'n', '06:30', '08:00');
  const c = session('c', 'm', '07:00', '08:00');

  it('says what takes place at the same time; touching is no clash', () => {
    expect([...clashes([a, b, c])].map(([id, others]) => [id, others.map((one) => one.id)])).toEqual([['a', ['b']], ['b', ['a', 'c']], ['c', ['b']]]);
  });

  it('does not clash with what is cancelled', () => {
    expect(clashes([a, { ...b, status: 'cancelled' }]).size).toBe(0);
  });

  it('reminds once, of what is ahead and held', () => {
    const remind = (now: string, told: string[] = [], agenda = [a, b, c]) => due(agenda, at(now), 10, new Set(told)).map(({ id }) => id);
    expect(remind('05:49')).toEqual([]);
    expect(remind('05:50')).toEqual(['a']);
    expect(remind('05:55', [reminderKey(a)])).toEqual([]);
    expect(remind('06:00')).toEqual([]);
    expect(remind('05:55', [], [{ ...a, state: 'live' }])).toEqual([]);
    expect(remind('05:55', [], [{ ...a, status: 'cancelled' }])).toEqual([]);
    expect(due([a], at('05:59'), 0, new Set())).toEqual([]);
  });

  it('reminds anew of what was moved', () => {
    const moved = { ...a, starts_at: iso('09:00') };
    expect(due([moved], at('08:55'), 10, new Set([reminderKey(a)]))).toEqual([moved]);
  });

  it('says what changed, and only that', () => {
    expect(changeOf(a)).toBeNull();
    expect(changeOf({ ...a, status: 'cancelled' })).toEqual({ kind: 'cancelled', starts_at: null, stage: null });
    expect(changeOf({ ...a, status: 'moved', moved_from: { starts_at: a.starts_at, stage: 'x' } })).toEqual({ kind: 'moved', starts_at: null, stage: 'x' });
    expect(changeOf({ ...a, status: 'moved', moved_from: { starts_at: iso('05:00'), stage: 'm' } })).toEqual({ kind: 'moved', starts_at: iso('05:00'), stage: null });
    expect(changeOf({ ...a, status: 'moved' })).toEqual({ kind: 'moved', starts_at: null, stage: null });
  });

  it('survives what a device may have stored', () => {
    expect([readList('["a",3,"b"]'), readList('{"a":1}'), readList('['), readList(null)]).toEqual([['a', 'b'], [], [], []]);
  });
});

describe('chapters of a replay', () => {
  const item = (id: string, more = {}) => ({ ...forum.running_order[0]!, id, ...more });
  const held = session('s', 'm', '06:00', '08:00', { started_at: iso('06:05'), ended_at: iso('07:45') });

  it('stand where they were noted, else planned, else at an even share, and never go back', () => {
    const order = [item('w'), item('x', { started_at: iso('06:35') }), item('y', { starts_at: iso('06:20') }), item('z')];
    expect(chaptersOf({ ...held, running_order: order }).map(({ item: { id }, at_ms, guessed }) => [id, at_ms / 60_000, guessed]))
      .toEqual([['w', 0, true], ['x', 30, false], ['y', 30, true], ['z', 75, true]]);
    expect(chaptersOf({ ...held, running_order: [] })).toEqual([]);
  });

  it('are found by position and by address', () => {
    const chapters = chaptersOf({ ...held, running_order: [item('w'), item('x')] });
    expect([chapterAt(chapters, 0)?.item.id, chapterAt(chapters, 50 * 60_000)?.item.id]).toEqual(['w', 'x']);
    expect([momentOf('?t=95', chapters), momentOf('?item=x', chapters), momentOf('?item=q', chapters), momentOf('', chapters), momentOf('?t=-1', chapters)])
      .toEqual([95_000, 50 * 60_000, null, null, null]);
  });
});

describe('what the search found', () => {
  const one = (kind: Found['kind'], id: string, score: number): Found => ({ kind, id, title: id, snippet: '', url: `/${kind}/${id}`, score });

  it('is grouped by kind, the best first', () => {
    const groups = grouped([one('person', 'p', 3), one('session', 's', 9), one('person', 'q', 2)]);
    expect(groups.map(({ kind, results }) => [kind, results.map(({ id }) => id)])).toEqual([['session', ['s']], ['person', ['p', 'q']]]);
  });

  it('is marked where the server says, and nowhere else', () => {
    expect(pieces('工业互联网', [{ begin: 2, size: 3 }])).toEqual([{ text: '工业', marked: false }, { text: '互联网', marked: true }]);
    expect(pieces('<b>', [{ begin: 2, size: 9 }, { begin: -1, size: 1 }])).toEqual([{ text: '<b>', marked: false }]);
    expect(pieces('', [])).toEqual([]);
  });

  it('leads nowhere but to this site', () => {
    expect(['/session/a', '//evil.example', 'https://evil.example', 'javascript:0'].map(safePath)).toEqual(['/session/a', '/search', '/search', '/search']);
  });
});

describe('how things look', () => {
  it('keeps a forum’s own colour and finds one for the others', () => {
    const colour = colours({ ...programme, forums: [{ id: 'a', title: {}, organisation: null, colour: '#1f6feb' }, { id: 'b', title: {}, organisation: null, colour: 'url(x)' }] });
    expect([colour('a'), colour('b')?.[0], colour('c'), colour(null)]).toEqual(['#1f6feb', '#', null, null]);
  });

  it('takes pictures of this site alone', () => {
    expect(pictureOf('/pictures/a-400.webp')).toEqual({ src: '/pictures/a-400.webp', srcset: '' });
    expect(pictureOf({ sizes: [{ width: 200, url: '/pictures/a-200.webp' }, { width: 400, url: '/pictures/a-400.webp' }] }))
      .toEqual({ src: '/pictures/a-400.webp', srcset: '/pictures/a-200.webp 200w, /pictures/a-400.webp 400w' });
    expect([pictureOf('https://evil.example/a.webp'), pictureOf(null), pictureOf({}), pictureOf('/pictures/../x')]).toEqual([null, null, null, null]);
  });
});

describe('a speaker', () => {
  const mine = session('a', 'm', '06:00', '07:00');
  const later = session('b', 'm', '08:00', '09:00');

  it('counts to the start, then to the planned end, then what is beyond it', () => {
    expect(phaseOf(mine, at('05:00'))).toEqual({ kind: 'before', to: mine.starts_at });
    expect(phaseOf(mine, at('06:01'))).toEqual({ kind: 'due' });
    expect(phaseOf({ ...mine, state: 'live' }, at('06:30'))).toEqual({ kind: 'live', to: mine.ends_at });
    expect(phaseOf({ ...mine, state: 'live' }, at('07:01'))).toEqual({ kind: 'over', since: mine.ends_at });
    expect(phaseOf({ ...mine, state: 'ended' }, at('07:01'))).toEqual({ kind: 'ended' });
  });

  it('sees first what is live, then what comes, never what is cancelled', () => {
    expect(foremost([mine, { ...later, state: 'live' }])?.id).toBe('b');
    expect(foremost([{ ...mine, status: 'cancelled' }, later])?.id).toBe('b');
    expect(foremost([{ ...mine, state: 'ended' }])?.id).toBe('a');
    expect(foremost([])).toBeNull();
  });

  it('sends pictures that the server takes, and addresses that apps take', () => {
    expect([fits({ type: 'image/png', size: 5 }), fits({ type: 'image/svg+xml', size: 5 }), fits({ type: 'image/png', size: 9e6 })]).toEqual([true, false, false]);
    expect(base64(new TextEncoder().encode('Plenary'))).toBe('UGxlbmFyeQ==');
    expect(wholeAddress('rtmp://h/live/', 's?key=k')).toBe('rtmp://h/live/s?key=k');
  });
});
