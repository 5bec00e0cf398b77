import type { Language } from '../../shared/api';
import { amount, symbolOf } from '../../shared/amount';
import type { Price } from './types';

const kLocale: Record<Language, string> = { zh: 'zh-CN', en: 'en', id: 'id-ID' };
const kLarge = 1_000_000;

/**
 * A price is written to the last digit, a part of the unit with all its digits: 2598.5 yuan are ¥2,598.50.
 * Only a large one is worded, as amounts elsewhere are.
 */
export function priceText({ amount: exact, currency }: Price, language: Language): string {
  const value = Number(exact);
  if (!Number.isFinite(value)) return `${symbolOf(currency, language)}${exact}`;
  if (Math.abs(value) >= kLarge) return amount(exact, currency, language)?.text ?? exact;
  const given = exact.split('.')[1]?.length ?? 0;
  const places = Number.isInteger(value) ? 0 : Math.max(given, minorDigits(currency));
  return `${symbolOf(currency, language)}${new Intl.NumberFormat(kLocale[language], { minimumFractionDigits: places, maximumFractionDigits: places }).format(value)}`;
}

function minorDigits(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}
