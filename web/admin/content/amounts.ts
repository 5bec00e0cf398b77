import type { Language } from '../../shared/api';

const kLocale: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB', id: 'id-ID' };

/** An exact decimal ("34.81e12") in figures, so that the editor sees its size; empty for what is none. */
export function amountWords(text: string, language: Language): string {
  if (!/^-?\d+(\.\d+)?(e\d{1,2})?$/i.test(text.trim())) return '';
  const value = Number(text);
  if (!Number.isFinite(value)) return '';
  const full = new Intl.NumberFormat(kLocale[language], { maximumFractionDigits: 6 }).format(value);
  if (Math.abs(value) < 10_000) return full === text ? '' : full;
  return new Intl.NumberFormat(kLocale[language], { notation: 'compact', compactDisplay: 'long', maximumFractionDigits: 3 }).format(value);
}
