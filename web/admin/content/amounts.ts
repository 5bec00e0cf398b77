import type { Language } from '../../shared/api';
import { amount } from '../../shared/amount';

/** An exact decimal ("34.81e12") as readers will see it; empty for what is none, or says nothing new. */
export function amountWords(text: string, language: Language, unit = ''): string {
  const words = amount(text.trim(), unit, language)?.text ?? '';
  return words === text.trim() ? '' : words;
}
