import { describe, expect, it } from 'vitest';
import type { Rate } from '../../shared/amount';
import { kPublished, other, rateFor, show, usable } from './currency';
import { indicator } from './read';

const rate = (id: string, from: string, to: string, value: string, languages?: string[]): Rate =>
  ({ id, from, to, rate: value, date: '2020-07-24', inferred: true, sources: [], note: null, ...(languages ? { languages } : {}) });
const rupiah = rate('cny-idr', 'CNY', 'IDR', '2080.962');
const dollar = rate('usd-cny-a', 'USD', 'CNY', '6.51');
const other_dollar = rate('usd-cny-b', 'USD', 'CNY', '6.57');
const rates = [rupiah, dollar, other_dollar];

describe('the currency of a page', () => {
  it('is that of the reader’s language, where a rate leads to it', () => {
    expect([rateFor(rates, null, 'id')?.id, rateFor(rates, null, 'zh'), rateFor([dollar], null, 'id')]).toEqual(['cny-idr', null, null]);
  });

  it('is what the rates say of languages, where they say so', () => {
    const said = [rate('cny-idr', 'CNY', 'IDR', '2080.962', []), rate('cny-usd', 'CNY', 'USD', '0.1536', ['en'])];
    expect([rateFor(said, null, 'id'), rateFor(said, null, 'en')?.id]).toEqual([null, 'cny-usd']);
  });

  it('is what the reader chose: a rate, a currency, or as published', () => {
    expect([rateFor(rates, 'usd-cny-b', 'id')?.id, rateFor(rates, 'usd', 'id')?.id, rateFor(rates, kPublished, 'id')]).toEqual(['usd-cny-b', 'usd-cny-a', null]);
  });

  it('offers the rates that something of the report can be shown by', () => {
    const yuan = indicator({ id: 'a', value: '1', unit: 'CNY' });
    expect(usable([...rates, rate('eur-chf', 'EUR', 'CHF', '1.1')], yuan).map(({ id }) => id)).toEqual(['cny-idr', 'usd-cny-a', 'usd-cny-b']);
    expect(usable(rates, indicator({ id: 'a', value: '1', unit: 'users' }))).toEqual([]);
    expect(other(dollar, 'CNY')).toBe('USD');
  });

  it('leaves what is published beside what it was made into, and counts of people as they are', () => {
    const shown = show('34.81e12', 'CNY', 'id', rupiah)!;
    expect([shown.amount.text, shown.published?.text, shown.rate?.id]).toEqual(['Rp72.438 triliun', 'CN¥34,81 triliun', 'cny-idr']);
    expect(show('1.319e9', 'users', 'id', rupiah)).toMatchObject({ amount: { text: '1,32 miliar' }, published: null, rate: null });
    expect(show('35.8e12', 'CNY', 'en', dollar)?.amount.text).toBe('$5.5 trillion');
  });
});
