import { describe, expect, it } from 'vitest';
import news from '../../../tests/golden/api/news.json';
import post from '../../../tests/golden/api/post.json';
import report from '../../../tests/golden/api/report.json';
import reports from '../../../tests/golden/api/reports.json';
import { loosely } from '../../shared/amount';
import { kLanguages } from '../../shared/text';
import { kContentCatalogues } from '../i18n/content';
import { rateFor, show } from './currency';
import { readPost, readPosts, readReport, readReports } from './read';
import { isBroken, periodText, seriesOf } from './series';

const read = readReport(report);
type Said = Record<string, string>;
const open = (how: string, language: 'zh' | 'en' | 'id') => kContentCatalogues[language][how];

describe('the report as the server tells it', () => {
  it('has all its figures, chapters and rates here', () => {
    expect(read.indicators.map(({ id }) => id)).toEqual(report.indicators.map(({ id }) => id));
    expect(read.chapters.map(({ id, html }) => [id, Object.keys(html).sort()])).toEqual(report.chapters.map(({ id }) => [id, ['en', 'id', 'zh']]));
    expect(read.rates.map(({ id, rate, inferred, languages }) => [id, rate, inferred, languages])).toEqual(
      report.rates.map(({ id, rate, inferred, languages }) => [id, rate, inferred, languages]),
    );
    expect([read.id, read.organisation, read.our_wording]).toEqual([report.id, report.organisation, report.our_wording]);
  });

  it.each(kLanguages)('words amounts, periods and conversions as the server does: %s', (language) => {
    for (const [at, one] of read.indicators.entries()) {
      const said = report.indicators[at]!;
      const worded = (rate: Parameters<typeof show>[3]) => loosely(show(one.value, one.unit, language, rate)!.amount.text, open(one.approximation, language), language);
      expect([one.id, worded(null)]).toEqual([one.id, (said.shown as Said)[language]]);
      expect([one.id, periodText(one.period, language)]).toEqual([one.id, (said.period.shown as Said)[language]]);
      for (const { rate_id, shown } of said.converted as { rate_id: string; shown: Said }[]) {
        expect([one.id, rate_id, worded(read.rates.find(({ id }) => id === rate_id)!)]).toEqual([one.id, rate_id, shown[language]]);
      }
    }
  });

  it('counts in rupiah for readers of Indonesian, and for nobody else', () => {
    expect(kLanguages.map((language) => rateFor(read.rates, null, language)?.to ?? null)).toEqual([null, null, 'IDR']);
  });

  it('keeps what sources say otherwise, and breaks in a series', () => {
    const users = read.indicators.find(({ id }) => id === 'mobile-internet-users')!;
    expect(users.readings.map(({ value }) => value)).toEqual(['1.32e9', '1.3e9']);
    expect([isBroken(users), seriesOf(users).filter(({ own }) => own).length]).toEqual([true, 1]);
    expect(read.indicators.flatMap(({ share, rank, growth }) => [share, rank, growth]).filter(Boolean)).toHaveLength(5);
  });
});

describe('the lists and a post as the server tells them', () => {
  it('have what the pages show', () => {
    expect(readReports(reports).map(({ id }) => id)).toEqual([report.id]);
    const posts = readPosts(news);
    expect(posts.map(({ slug }) => slug)).toEqual(news.posts.map(({ slug }) => slug));
    expect(posts.every(({ title, languages }) => languages.every((language) => title[language]))).toBe(true);
  });

  it('give a post in all its languages, with quotes and source', () => {
    const one = readPost(post);
    expect(Object.keys(one.html).sort()).toEqual([...one.languages].sort());
    expect(one.quotes[0]).toMatchObject({ paraphrase: true, person: 'he-guili', session: 'opening-forum', item: 'release' });
    expect(Object.keys(one.source).length).toBeGreaterThan(0);
    expect(one.press_kit).toHaveLength(post.press_kit.length);
  });
});
