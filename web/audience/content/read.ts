import type { Source } from '../../shared/api';
import type { Rate } from '../../shared/amount';
import { fields, list, number, text, texts, words } from '../../shared/reading';
import type {
  Approximation, Chapter, DeclaredFigure, Indicator, MeasuredFigure, Period, Picture, Point, Post, PostLine, Quote, Reading, Report, ReportLine, Summary,
} from './types';

/**
 * The server's JSON as the pages use it. What is optional there is there or null here, so that pages
 * ask one question less; what does not fit is left out, never an error.
 */

const approximation = (value: unknown): Approximation => (value === 'more_than' || value === 'about' ? value : 'exact');

function period(value: unknown, as_of: unknown): Period {
  const inner = fields(value);
  return { span: text(value) ?? text(inner.span) ?? text(inner.year) ?? '', as_of: text(as_of) ?? text(inner.as_of) };
}

function reading(value: unknown): Reading {
  const one = fields(value);
  return { value: text(one.value), approximation: approximation(one.approximate), text: words(one.text ?? one.note), sources: texts(one.sources) };
}

function point(value: unknown): Point[] {
  const one = fields(value);
  const amount = text(one.value);
  if (amount === null) return [];
  return [{ period: period(one.period, one.as_of), value: amount, approximation: approximation(one.approximate), note: words(one.note), sources: texts(one.sources) }];
}

export function indicator(value: unknown): Indicator[] {
  const one = fields(value);
  const id = text(one.id);
  const amount = text(one.value);
  if (id === null || amount === null) return [];
  const share = fields(one.share);
  const rank = fields(one.rank);
  const growth = fields(one.growth);
  const formula = fields(one.formula);
  const series = Array.isArray(one.series) ? { points: one.series } : fields(one.series);
  const share_percent = text(share.percent) ?? text(share.value);
  const growth_percent = text(growth.percent) ?? text(growth.value);
  const place = number(rank.place);
  return [{
    id,
    name: words(one.name),
    value: amount,
    approximation: approximation(one.approximate),
    unit: text(one.unit) ?? '',
    period: period(one.period, one.as_of),
    formula: text(formula.kind) ? { kind: formula.kind as 'share' | 'growth' | 'sum', of: texts(formula.of) } : null,
    share: share_percent ? { percent: share_percent, approximation: approximation(share.approximate), of: words(share.of) } : null,
    rank: place !== null ? { place, among: words(rank.among) } : null,
    growth: growth_percent ? { percent: growth_percent, basis: words(growth.basis), sources: texts(growth.sources) } : null,
    note: words(one.note),
    readings: list(one.readings).map(reading),
    points: list(series.points).flatMap(point),
    break_note: words('break_note' in series ? series.break_note : one.series_break),
    illustrative: one.illustrative === true,
    sources: texts(one.sources),
  }];
}

function chapter(value: unknown): Chapter[] {
  const one = fields(value);
  const id = text(one.id);
  return id === null ? [] : [{ id, title: words(one.title), html: words(one.html), sources: texts(one.sources) }];
}

function rate(value: unknown): Rate[] {
  const one = fields(value);
  const found = [one.id, one.from, one.to, one.rate].map(text);
  if (found.includes(null)) return [];
  const [id, from, to, factor] = found as string[];
  return [{ id: id!, from: from!, to: to!, rate: factor!, date: text(one.date) ?? '', inferred: one.inferred === true, sources: texts(one.sources), note: words(one.note), ...(Array.isArray(one.languages) ? { languages: texts(one.languages) } : {}) }];
}

export function reportLine(value: unknown): ReportLine {
  const one = fields(value);
  return { id: text(one.id) ?? '', title: words(one.title), organisation: text(one.organisation), summary: words(one.summary), released_at: text(one.released_at) };
}

export function readReport(value: unknown): Report {
  const one = fields(value);
  return {
    ...reportLine(value),
    illustrative: one.illustrative === true,
    our_wording: texts(one.our_wording),
    sources: texts(one.sources),
    chapters: list(one.chapters).flatMap(chapter),
    indicators: list(one.indicators).flatMap(indicator),
    rates: list(one.rates).flatMap(rate),
  };
}

export const readReports = (value: unknown): ReportLine[] => list(fields(value).reports).map(reportLine).filter(({ id }) => id);

/** A picture of any of the forms: an address, or sizes of one. */
export function picture(value: unknown): Picture | null {
  const one = fields(value);
  const sizes = list(one.sizes).map(fields).flatMap((size) => {
    const url = text(size.url);
    const width = number(size.width);
    return url && width ? [{ url, width, height: number(size.height) }] : [];
  });
  const largest = [...sizes].sort((a, b) => b.width - a.width)[0];
  const src = text(one.src) ?? text(one.url) ?? text(value) ?? largest?.url ?? null;
  if (src === null) return null;
  return {
    src,
    srcset: text(one.srcset) ?? sizes.map(({ url, width }) => `${url} ${width}w`).join(', '),
    width: number(one.width) ?? largest?.width ?? null,
    height: number(one.height) ?? largest?.height ?? null,
    alt: words(one.alt),
    credit: text(one.credit) ?? '',
  };
}

export function postLine(value: unknown): PostLine {
  const one = fields(value);
  return {
    slug: text(one.slug) ?? text(one.id) ?? '', title: words(one.title), summary: words(one.summary),
    published_at: text(one.published_at), published_illustrative: one.published_illustrative === true, languages: texts(one.languages), picture: picture(one.picture),
  };
}

export const readPosts = (value: unknown): PostLine[] => list(fields(value).posts).map(postLine).filter(({ slug }) => slug);

function quote(value: unknown): Quote {
  const one = fields(value);
  return {
    text: words(one.text), paraphrase: one.paraphrase === true, person: text(one.person), session: text(one.session),
    item: text(one.item), url: text(one.url), sources: texts(one.sources),
  };
}

function sourceOf(value: unknown): (Source & { key: string }) | null {
  const one = fields(value);
  const url = text(one.url);
  return url || text(one.title) ? { key: text(one.key) ?? '', title: text(one.title) ?? url ?? '', url, grade: text(one.grade) ?? '' } : null;
}

export function readPost(value: unknown): Post {
  const one = fields(value);
  const line = postLine(value);
  const source = fields(one.source);
  return {
    ...line,
    html: words(one.html),
    quotes: list(one.quotes).map(quote),
    pictures: list(one.pictures).flatMap((each) => picture(each) ?? []),
    press_kit: list(one.press_kit).flatMap((each) => {
      const file = fields(each);
      const url = text(file.url) ?? picture(file.picture)?.src ?? null;
      return url ? [{ title: words(file.title), url, bytes: number(file.bytes) }] : [];
    }),
    source: Object.fromEntries(Object.entries(source).flatMap(([language, each]) => {
      const found = sourceOf(typeof each === 'string' ? { key: each, title: each } : each);
      return found ? [[language, found]] : [];
    })),
    illustrative: one.illustrative === true,
    our_wording: texts(one.our_wording),
    sources: texts(one.sources),
  };
}

function measured(value: unknown): MeasuredFigure[] {
  const one = fields(value);
  const id = text(one.id) ?? text(one.key);
  const amount = number(one.value);
  if (id === null || amount === null) return [];
  return [{
    id, value: amount, low: number(one.low), high: number(one.high), unit: text(one.unit) ?? '', name: words(one.name ?? one.title),
    definition: words(one.definition), source: words(one.source),
  }];
}

function declared(value: unknown): DeclaredFigure {
  const one = fields(value);
  return {
    id: text(one.id) ?? '', text: words(one.text), of: words(one.of), viewers: text(one.viewers) ?? text(one.value),
    approximation: approximation(one.approximate), session: text(one.session), sources: texts(one.sources),
  };
}

export function readSummary(value: unknown): Summary {
  const one = fields(value);
  return {
    final: one.final === true || one.state === 'final',
    as_of: text(one.as_of),
    conference: list(one.measured ?? one.figures ?? one.conference).flatMap(measured),
    sessions: list(one.sessions).map(fields).map((session) => ({
      id: text(session.id) ?? text(session.session) ?? '', title: words(session.title), figures: list(session.figures ?? session.measured).flatMap(measured),
    })),
    declared: list(one.declared).map(declared),
  };
}
