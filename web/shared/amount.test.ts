import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kContentCatalogues } from '../audience/i18n/content';
import { amount, converted, everyDigit, loosely, worded, type Rate } from './amount';
import { plain } from './decimal';

const inferred: Rate = { id: 'idr', from: 'CNY', to: 'IDR', rate: '2080.962', date: '2020-07-24', inferred: true, sources: [], note: null };
const text = (value: string, unit: string, language: 'zh' | 'en' | 'id') => amount(value, unit, language)?.text;
const rupiah = (value: string) => worded(converted(value, 'CNY', inferred)!.exact, 'IDR', 'id').text;

describe('an amount', () => {
  it('has the scale word of the language', () => {
    expect((['zh', 'en', 'id'] as const).map((language) => text('1.319e9', 'users', language))).toEqual(['13.19亿', '1.32 billion', '1,32 miliar']);
    expect((['zh', 'en', 'id'] as const).map((language) => text('5.44e6', 'base_stations', language))).toEqual(['544万', '5.44 million', '5,44 juta']);
    expect(text('3.5e13', 'users', 'zh')).toBe('35万亿');
  });

  it('changes its scale word where the rounded number does', () => {
    expect([text('999994999', 'users', 'en'), text('999995000', 'users', 'en'), text('999999.5', 'users', 'en'), text('9999.6', 'users', 'zh'), text('0', 'users', 'id')]).toEqual([
      '999.99 million', '1 billion', '1 million', '1万', '0',
    ]);
  });

  it('has no decimals from a thousand on', () => {
    expect(text('1.22e11', 'gigabytes', 'zh')).toBe('1,220亿 GB');
    expect(text('9.16485e15', 'users', 'id')).toBe('9.165 triliun');
  });

  it('has at most two decimals below, and none that are zero', () => {
    expect([text('32.17', 'percent', 'id'), text('71.6', 'percent', 'en'), text('50', 'percent', 'zh')]).toEqual(['32,17%', '71.6%', '50%']);
  });

  it('is converted exactly, by the rate as stated', () => {
    expect([rupiah('34.81e12'), rupiah('249.88e12'), rupiah('35.8e12')]).toEqual(['Rp72.438 triliun', 'Rp519.991 triliun', 'Rp74.498 triliun']);
  });

  it('is converted back by the same rate, and never by another', () => {
    expect(plain(converted('2080.962', 'IDR', inferred)!.exact)).toBe('1');
    expect(converted('5', 'USD', inferred)).toBeNull();
  });

  it('can be read to the last digit', () => {
    expect([everyDigit('1.319e9', 'en'), everyDigit('1.319e9', 'id'), everyDigit('32.17', 'id')]).toEqual(['1,319,000,000', '1.319.000.000', '32,17']);
  });

  it('is none where the text is no number', () => expect(amount('many', 'users', 'en')).toBeNull());
});

interface Golden {
  value: string;
  unit: string;
  approximate: 'exact' | 'more_than' | 'about';
  shown: Record<string, string>;
}

/** The server's own wording of the same amounts. */
const golden = new URL('../../tests/golden/amounts.json', import.meta.url);
const amounts = JSON.parse(readFileSync(golden, 'utf8')) as Golden[];

describe('the server’s amounts', () => {
  it.each(['zh', 'en', 'id'] as const)('are worded alike here: %s', (language) => {
    const here = amounts.map(({ value, unit, approximate }) => loosely(text(value, unit, language)!, kContentCatalogues[language][approximate], language));
    expect(here).toEqual(amounts.map(({ shown }) => shown[language]));
  });
});
