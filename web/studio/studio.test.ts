import { describe, expect, it } from 'vitest';
import deskJson from '../../tests/golden/api/desk.json';
import { testCatalogues } from '../shared/catalogue_test';
import type { DeskInput, StageDesk } from '../shared/api';
import { choiceOfKey, logged, needsConfirmation, requestOf, undoable, undoOf, type LogEntry } from './actions';
import { bitrate, bytes, levelOf, meter, troublesOf } from './health';
import { kCatalogues } from './i18n';
import { reasonWords } from './reason';

const desk = deskJson as unknown as StageDesk;
const steady: DeskInput = {
  ...desk.inputs[0]!,
  state: 'steady',
  health: { missing: false, frozen: false, black: false, silent: false },
  undecodable: 0,
  dropped: 0,
};

describe('the health of an input', () => {
  it('is good, nothing, or what is wrong', () => {
    expect([levelOf(steady), troublesOf(steady)]).toEqual(['good', []]);
    expect(levelOf({ ...steady, state: 'absent', health: { ...steady.health, missing: true } })).toBe('none');
    const silent = { ...steady, health: { ...steady.health, silent: true }, undecodable: 2 };
    expect([levelOf(silent), troublesOf(silent)]).toEqual(['warning', ['silent', 'undecodable']]);
    expect(levelOf({ ...steady, state: 'lost' })).toBe('bad');
  });

  it('does not call counters alone a trouble', () => {
    expect(levelOf({ ...steady, dropped: 7 })).toBe('good');
  });
});

describe('figures', () => {
  it('fit a small card', () => {
    expect([meter(-60), meter(-30), meter(3), meter(null)]).toEqual([0, 0.5, 1, 0]);
    expect([bitrate(5_980_000), bitrate(96_000)]).toEqual(['5.98 Mbit/s', '96 kbit/s']);
    expect([bytes(812_000_000), bytes(1_440_000_000), bytes(182e9), bytes(12)]).toEqual(['812 MB', '1.4 GB', '182 GB', '12 B']);
  });
});

describe('keys at the desk', () => {
  it('take inputs by number, the slate and the automatic choice by letter', () => {
    const keys = ['1', '9', 's', 'A', 'x'];
    const inputs = [{ ...steady, id: 'primary' }];
    expect(keys.map((key) => choiceOfKey(key, inputs))).toEqual([
      { kind: 'input', input: 'primary' },
      null,
      { kind: 'slate', input: null },
      { kind: 'automatic', input: null },
      null,
    ]);
  });
});

describe('actions', () => {
  it('go to their place in the API', () => {
    expect(requestOf('opening', { kind: 'choice', choice: { kind: 'input', input: 'backup' } })).toEqual({
      path: '/api/v1/desk/stages/opening/choice',
      body: { kind: 'input', input: 'backup' },
    });
    expect(requestOf('opening', { kind: 'extend', session: 'opening-forum', minutes: 5 })).toEqual({
      path: '/api/v1/desk/sessions/opening-forum/extend',
      body: { minutes: 5 },
    });
  });

  it('mark the item that begins, and take the mark back', () => {
    const mark = { kind: 'item', session: 'opening-forum', item: 'keynote-1', mark: true } as const;
    const path = '/api/v1/desk/sessions/opening-forum/items/keynote-1/start';
    expect([requestOf('opening', mark), requestOf('opening', undoOf(mark, desk)!)]).toEqual([{ path, body: {} }, { path, body: {}, method: 'DELETE' }]);
  });

  it('are taken back where that makes sense', () => {
    const slate = { kind: 'choice', choice: { kind: 'slate', input: null } } as const;
    expect(undoOf(slate, desk)).toEqual({ kind: 'choice', choice: desk.choice });
    expect(undoOf({ kind: 'play', input: 'demo', play: true }, desk)).toEqual({ kind: 'play', input: 'demo', play: false });
    expect(undoOf({ kind: 'end', session: 'x' }, desk)).toBeNull();
  });

  it('ask first when viewers would be left behind', () => {
    expect([needsConfirmation({ kind: 'close' }), needsConfirmation({ kind: 'end', session: 'x' })]).toEqual([true, true]);
    expect(needsConfirmation({ kind: 'choice', choice: { kind: 'slate', input: null } })).toBe(false);
  });

  it('can be undone only while they are the newest of their kind', () => {
    const entry = (number: number): LogEntry => ({
      number, at_ms: 0, undone: false, outcome: 'done', problem: '',
      action: { kind: 'choice', choice: { kind: 'slate', input: null } },
      undo: { kind: 'choice', choice: { kind: 'automatic', input: null } },
    });
    const log = logged(logged([], entry(1)), entry(2));
    expect(log.map((one) => undoable(log, one))).toEqual([true, false]);
  });
});

describe('the studio catalogues', () => testCatalogues(kCatalogues));

describe('why the selector shows what it shows', () => {
  it('is said in the language of the desk, and as the stage says it where that is not known', () => {
    const said = ['the stage is closed', 'main is back', 'spare, chosen by hand, is not there yet; automatic until it comes: main came', 'main froze'].map((reason) => reasonWords(reason, 'zh'));
    expect(said).toEqual(['会场已关闭', 'main 已恢复', '手动选择的 spare 尚未就绪，就绪前自动选择：main 已接入', 'main froze']);
  });
});
