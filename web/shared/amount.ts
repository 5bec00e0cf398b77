import type { Language } from './api';
import { magnitude, over, plain, readDecimal, rounded, shifted, times, toNumber, type Decimal } from './decimal';

/**
 * How amounts are worded: the scale word of the language; 1,000 or more of it without decimals, less
 * with at most two. The server words them by the same rule, and one golden file holds both to it.
 */

/** An amount in the pieces that a page sets in different sizes. */
export interface Amount {
  /** "Rp", "CN¥"; empty where the currency stands behind or there is none. */
  before: string;
  number: string;
  /** "亿", "billion", "miliar"; empty for small numbers. */
  scale: string;
  /** "%", "元", "GB"; what is counted is named beside the amount. */
  after: string;
  /** All of it as one reads it. */
  text: string;
}

export interface Rate {
  id: string;
  from: string;
  to: string;
  /** Units of `to` for one of `from`, exact. */
  rate: string;
  date: string;
  inferred: boolean;
  sources: string[];
  note: Partial<Record<string, string>> | null;
  /** Whose readers see amounts in `to` without asking; where the server does not say, undefined. */
  languages?: string[];
}

const kScales: Record<Language, readonly (readonly [number, string])[]> = {
  zh: [[12, '万亿'], [8, '亿'], [4, '万']],
  en: [[12, 'trillion'], [9, 'billion'], [6, 'million']],
  id: [[12, 'triliun'], [9, 'miliar'], [6, 'juta']],
};
const kLocale: Record<Language, string> = { zh: 'zh-CN', en: 'en', id: 'id' };

/** Whether a unit is a currency: three capitals. */
export const isCurrency = (unit: string): boolean => /^[A-Z]{3}$/.test(unit);

/** The scaled number, rounded as the rule says, and its scale word; 999,999.5 is rounded to a million. */
export function scaled(value: Decimal, language: Language): { value: Decimal; scale: string } {
  const fitting = (one: Decimal) => kScales[language].find(([power]) => one.digits !== 0n && magnitude(one) >= power) ?? ([0, ''] as const);
  const [power] = fitting(value);
  const moved = shifted(value, -power);
  const whole = shifted(rounded(moved, magnitude(moved) >= 3 ? 0 : 2), power);
  const [after, scale] = fitting(whole);
  return { value: shifted(whole, -after), scale };
}

/** A number in the language's digits and separators; `value` is rounded already. */
function written(value: Decimal, language: Language): string {
  const places = Math.max(0, -value.exponent);
  const format = new Intl.NumberFormat(kLocale[language], { minimumFractionDigits: places, maximumFractionDigits: places });
  return value.exponent >= 0 ? format.format(BigInt(plain(value))) : format.format(toNumber(value));
}

/** An exact decimal with its unit, as the reader's language has it; null where the text is no number. */
export function amount(text: string, unit: string, language: Language): Amount | null {
  const exact = readDecimal(text);
  return exact && worded(exact, unit, language);
}

export function worded(exact: Decimal, unit: string, language: Language): Amount {
  const { value, scale } = scaled(exact, language);
  const number = written(value, language);
  const gap = language === 'zh' || !scale ? '' : ' ';
  if (!isCurrency(unit)) {
    const after = unit === 'percent' ? '%' : unit === 'gigabytes' ? ' GB' : '';
    return { before: '', number, scale, after: after.trim(), text: `${number}${gap}${scale}${after}` };
  }
  const before = symbolOf(unit, language);
  return { before, number, scale, after: '', text: `${before}${number}${gap}${scale}` };
}

/** Where CLDR changed its mind between browsers, the server's symbol stands. */
const kSymbols: Partial<Record<string, string>> = { 'zh KRW': '￦' };

/** The currency's symbol as the language writes it before a number; a code of letters has a space behind it. */
export function symbolOf(currency: string, language: Language): string {
  const known = kSymbols[`${language} ${currency}`];
  if (known) return known;
  try {
    const parts = new Intl.NumberFormat(kLocale[language], { style: 'currency', currency }).formatToParts(1);
    const symbol = parts.find(({ type }) => type === 'currency')?.value ?? currency;
    return symbol === currency ? `${currency} ` : symbol;
  } catch {
    return `${currency} `;
  }
}

/** "yuan", "rupiah": the currency's name in the language. */
export function currencyName(currency: string, language: Language): string {
  try {
    return new Intl.DisplayNames([kLocale[language]], { type: 'currency' }).of(currency) ?? currency;
  } catch {
    return currency;
  }
}

/** An exact amount by a rate in either direction; null where the rate has nothing to do with it. */
export function converted(text: string, unit: string, rate: Rate): { exact: Decimal; unit: string } | null {
  const exact = readDecimal(text);
  const factor = readDecimal(rate.rate);
  if (!exact || !factor || factor.digits === 0n) return null;
  if (rate.from === unit) return { exact: times(exact, factor), unit: rate.to };
  if (rate.to === unit) return { exact: over(exact, factor), unit: rate.from };
  return null;
}

/** An amount behind the word for what its source leaves open, if there is one: "more than 1.6 billion", "超过16亿". */
export const loosely = (text: string, word: string | undefined, language: Language): string =>
  word ? `${word}${language === 'zh' ? '' : ' '}${text}` : text;

/** Every digit, grouped: "1,319,000,000". */
export function everyDigit(text: string, language: Language): string {
  const exact = readDecimal(text);
  return exact ? written(exact, language) : text;
}
