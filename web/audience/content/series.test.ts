import { describe, expect, it } from 'vitest';
import { words } from '../../shared/reading';
import { indicator } from './read';
import { isBroken, periodShort, periodText, seriesOf, standingOf } from './series';
import type { Reading } from './types';

const made = (more: object) => indicator({ id: 'users', name: { en: 'Users' }, value: '1.319e9', unit: 'users', period: '2019', sources: ['KR'], ...more })[0]!;
const point = (period: string, value: string) => ({ period: { span: period }, value, sources: ['X'] });

describe('a series', () => {
  it('has the indicator’s own value in its place among the years', () => {
    const steps = seriesOf(made({ series: { points: [point('2020', '1.6e9'), point('2018', '1.31e9')] } }));
    expect(steps.map(({ period, value, own }) => [period.span, value, own])).toEqual([
      ['2018', '1.31e9', false], ['2019', '1.319e9', true], ['2020', '1.6e9', false],
    ]);
  });

  it('does not repeat the indicator’s own year', () => {
    expect(seriesOf(made({ series: { points: [point('2019', '1.319e9'), point('2018', '1.31e9')] } }))).toHaveLength(2);
  });

  it('is none with one value', () => expect(seriesOf(made({}))).toEqual([]));

  it('is broken where the report says that its values may not be compared', () => {
    const broken = made({ series: { points: [point('2020', '1.6e9')], break_note: { en: 'Counted otherwise from 2020 on' } } });
    expect([isBroken(broken), isBroken(made({}))]).toEqual([true, false]);
  });
});

describe('a period', () => {
  it('is named in the reader’s language', () => {
    expect([periodText({ span: '2019', as_of: null }, 'zh'), periodText({ span: '2019-10', as_of: null }, 'id'), periodText({ span: '', as_of: '2019-12-31' }, 'en'), periodText({ span: '', as_of: '2020-07-23' }, 'en')]).toEqual([
      '2019年', 'Oktober 2019', 'end of 2019', '23 July 2020',
    ]);
  });

  it('is short below a bar', () => {
    expect([periodShort({ span: '', as_of: '2019-12-31' }, 'zh'), periodShort({ span: '2019', as_of: null }, 'en')]).toEqual(['2019', '2019']);
  });

  it('stays as it is where it is no date', () => expect(periodText({ span: 'spring', as_of: null }, 'en')).toBe('spring'));
});

describe('what other sources say', () => {
  const standing = (value: string | null) => {
    const reading: Reading = { value, approximation: 'exact', text: {}, sources: [] };
    return standingOf(reading, { value: '1.319e9', approximation: 'exact' });
  };

  it('may be the same, the same rounded, or something else', () => {
    expect(['1.319e9', '1319000000', '1.32e9', '1.3e9', '9.04e8', '1.31e9', null].map(standing)).toEqual([
      'same', 'same', 'rounded', 'rounded', 'differs', 'differs', 'words',
    ]);
  });

  it('is never made into one number: both are kept as they are', () => {
    const one = made({ readings: [{ value: '1.3e9', sources: ['ATS'] }, { text: { en: 'A third of mobile users' }, sources: ['ATS'] }] });
    expect(one.readings.map(({ value, text }) => [value, text])).toEqual([['1.3e9', {}], [null, { en: 'A third of mobile users' }]]);
    expect(one.value).toBe('1.319e9');
  });
});

describe('what the server says', () => {
  it('is read without trust: what is no figure is left out', () => {
    expect([indicator(null), indicator({ id: 'x' }), indicator({ id: 'x', value: {} }), indicator('x')]).toEqual([[], [], [], []]);
    expect(words({ en: 'A', zh: 5 })).toEqual({ en: 'A' });
  });
});
