import type { Instant, Localised, Source } from '../../shared/api';
import type { Rate } from '../../shared/amount';

/** A year or a month ("2019", "2019-10"), or the state on one day. */
export interface Period {
  span: string;
  as_of: string | null;
}

export type Approximation = 'exact' | 'more_than' | 'about';

/** What one source says where sources do not agree. */
export interface Reading {
  value: string | null;
  approximation: Approximation;
  text: Localised;
  sources: string[];
}

export interface Point {
  period: Period;
  value: string;
  approximation: Approximation;
  note: Localised;
  sources: string[];
}

export interface Indicator {
  id: string;
  name: Localised;
  /** Exact decimal text. */
  value: string;
  approximation: Approximation;
  unit: string;
  period: Period;
  formula: { kind: 'share' | 'growth' | 'sum'; of: string[] } | null;
  share: { percent: string; approximation: Approximation; of: Localised } | null;
  rank: { place: number; among: Localised } | null;
  growth: { percent: string; basis: Localised; sources: string[] } | null;
  note: Localised;
  readings: Reading[];
  points: Point[];
  /** Why neighbours of the series may not be compared; empty if they may. */
  break_note: Localised;
  illustrative: boolean;
  sources: string[];
}

export interface Chapter {
  id: string;
  title: Localised;
  /** HTML by language, made safe by the server. */
  html: Localised;
  sources: string[];
}

export interface Report {
  id: string;
  title: Localised;
  organisation: string | null;
  summary: Localised;
  released_at: Instant | null;
  illustrative: boolean;
  our_wording: string[];
  sources: string[];
  chapters: Chapter[];
  indicators: Indicator[];
  rates: Rate[];
}

export interface ReportLine {
  id: string;
  title: Localised;
  organisation: string | null;
  summary: Localised;
  released_at: Instant | null;
}

export interface Picture {
  /** One of the sizes, for browsers that choose none. */
  src: string;
  /** "/pictures/a-480.webp 480w, ...". */
  srcset: string;
  width: number | null;
  height: number | null;
  alt: Localised;
  credit: string;
}

export interface PostLine {
  slug: string;
  title: Localised;
  summary: Localised;
  published_at: Instant | null;
  /** The hour of its publication is the package's own choice. */
  published_illustrative: boolean;
  languages: string[];
  picture: Picture | null;
}

export interface Quote {
  text: Localised;
  paraphrase: boolean;
  person: string | null;
  session: string | null;
  item: string | null;
  /** The moment in the replay; null while there is none. */
  url: string | null;
  sources: string[];
}

export interface Post extends PostLine {
  html: Localised;
  quotes: Quote[];
  pictures: Picture[];
  press_kit: { title: Localised; url: string; bytes: number | null }[];
  /** By language: the source that the post in that language sums up. */
  source: Partial<Record<string, Source & { key: string }>>;
  illustrative: boolean;
  our_wording: string[];
  sources: string[];
}

export interface MeasuredFigure {
  id: string;
  value: number;
  low: number | null;
  high: number | null;
  unit: string;
  name: Localised;
  definition: Localised;
  /** Where the number comes from: "the server's counters". */
  source: Localised;
}

export interface DeclaredFigure {
  id: string;
  text: Localised;
  of: Localised;
  viewers: string | null;
  approximation: Approximation;
  session: string | null;
  sources: string[];
}

export interface SummarySession {
  id: string;
  title: Localised;
  figures: MeasuredFigure[];
}

export interface Summary {
  final: boolean;
  as_of: Instant | null;
  conference: MeasuredFigure[];
  sessions: SummarySession[];
  declared: DeclaredFigure[];
}
