import { describe, expect, it } from 'vitest';
import { testCatalogues } from '../shared/catalogue_test';
import { checklist } from './content/checklist';
import { markdown } from './content/markdown';
import type { Value } from './content/path';
import { valueWords } from './content/words';
import { amountWords } from './content/amounts';
import { kCatalogues } from './i18n';
import { addressOf, deskRoute, pathOf } from './router';

describe('the messages', () => testCatalogues(kCatalogues));

describe('addresses', () => {
  it('are pages, entries and parts', () => {
    expect(deskRoute('/admin')).toEqual({ page: 'overview', id: null, part: null });
    expect(deskRoute('/admin/programme/opening-forum')).toEqual({ page: 'programme', id: 'opening-forum', part: null });
    expect(deskRoute('/admin/nothing/x').page).toBe('overview');
    expect(pathOf('reports', 'r', 'c')).toBe('/admin/reports/r/c');
  });

  it('lead from a mistake to its field', () => {
    expect(addressOf('programme.yaml', ['sessions', { id: 'a' }, 'title'])).toBe(`/admin/programme/a#${encodeURIComponent('programme.yaml#sessions/[a]/title')}`);
    expect(addressOf('news/opening.yaml', [])).toBe('/admin/news/opening');
    expect(addressOf('reports/cidr/summary.zh.md', [])).toBe('/admin/reports/cidr');
    expect(addressOf('sources.yaml', ['ISC', 'url'])).toContain('/admin/sources/ISC#');
  });
});

describe('the checklist', () => {
  it('leads from nothing on air', () => {
    const nothing = checklist(new Map(), null, { inputs_well: null, open: null });
    expect(nothing.filter((step) => step.done).map(({ key }) => key)).toEqual(['sound']);
    const files = new Map<string, Value>([
      ['conference.yaml', { title: { en: 'C' }, days: [{ date: '2020-07-23' }] }],
      ['programme.yaml', { stages: [{ id: 's' }], sessions: [{ id: 'a', stage: 's', starts_at: '2020-07-23T09:00:00Z', ends_at: '2020-07-23T10:00:00Z' }] }],
    ]);
    const all = checklist(files, { version: 1, draft: { revision: 0, changes: 0, mistakes: [] }, files: [], films: [] }, { inputs_well: true, open: true });
    expect(all.filter((step) => !step.done).map(({ key }) => key)).toEqual(['people']);
  });
});

describe('the preview', () => {
  it('shows the shape of a text', () => {
    expect(markdown('# Title\n\nWords *and* **more**.\n\n- one\n- two')).toBe('<h3>Title</h3><p>Words <em>and</em> <strong>more</strong>.</p><ul><li>one</li><li>two</li></ul>');
    expect(markdown('[[amount 34.81e12 CNY]]', (what, words) => `${what}: ${words}`)).toBe('<p><mark>amount: 34.81e12 CNY</mark></p>');
    expect(markdown('| a | b |\n|---|---|\n| 1 | 2 |')).toBe('<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>');
  });

  it('never lets a text become markup', () => {
    const bad = ['<script>alert(1)</script>', '[x](javascript:alert(1))', '[x](https://a"onclick="b)', '`<b>`', '[[amount <img> CNY]]', '![<i>](x)'];
    const html = bad.map((text) => markdown(text)).join('');
    expect(html).not.toMatch(/<(script|img|i|b)[ >]|onclick="b|href="javascript/);
  });
});

describe('a difference', () => {
  it('shows a text in every language', () => {
    const value = { title: { en: 'We begin', zh: '开始了' }, items: [{ id: 'a', sources: ['X', 'Y'] }] };
    expect(valueWords(value, { language: 'en' }, true)).toBe('title: en: We begin · zh: 开始了\nitems:\n• id: a\n  sources: X, Y');
    expect(valueWords(value.title, { language: 'zh' })).toBe('开始了');
  });
});

describe('an amount', () => {
  it('is shown in figures beside its exact text', () => {
    expect(amountWords('1.319e9', 'en')).toBe('1.32 billion');
    expect(amountWords('1.319e9', 'zh')).toBe('13.19亿');
    expect(amountWords('12', 'en')).toBe('');
    expect(amountWords('about 12', 'en')).toBe('');
  });
});
