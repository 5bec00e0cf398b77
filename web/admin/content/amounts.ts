import type { Language } from '../../shared/api';
import { amount } from '../../shared/amount';

/** A figure as its readers will see it. Things that are counted have no word of their own: its name says what they are. */
export const figureWords = (value: string, unit: string, language: Language): string => amountWords(value, language, unit) || value;

/** An exact decimal ("34.81e12") as readers will see it; empty for what is none, or says nothing new. */
export function amountWords(text: string, language: Language, unit = ''): string {
  const words = amount(text.trim(), unit, language)?.text ?? '';
  return words === text.trim() ? '' : words;
}
