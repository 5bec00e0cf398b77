import type { Language } from '../../shared/api';
import { currencyName } from '../../shared/amount';
import { plain, readDecimal } from '../../shared/decimal';
import { pick, type Words } from '../../shared/text';
import { valueAt, type Value } from '../../admin/content/path';
import { localised } from '../../admin/content/store';
import type { BoothKey } from '../i18n/booth';

const kLocale: Record<Language, string> = { zh: 'zh-CN', en: 'en', id: 'id' };

/** A price in words: every digit that was given, the currency, what it is for. Empty where there is none. */
export function priceText(price: Value | undefined, language: Language, words: Words<BoothKey>): string {
  const amount = readDecimal(String(valueAt(price, ['amount']) ?? ''));
  const currency = String(valueAt(price, ['currency']) ?? '');
  if (!amount || !/^[A-Z]{3}$/.test(currency)) return '';
  const digits = plain(amount);
  const places = Math.min(20, digits.split('.')[1]?.length ?? 0);
  let text: string;
  try {
    const format = new Intl.NumberFormat(kLocale[language], { style: 'currency', currency, minimumFractionDigits: places, maximumFractionDigits: places });
    text = places || digits.length > 15 ? format.format(digits as unknown as number) : format.format(Number(digits));
  } catch {
    text = `${digits} ${currencyName(currency, language)}`;
  }
  const unit = pick(localised(valueAt(price, ['unit'])), language).text;
  const whole = unit ? words.say('price_per', { price: text, unit }) : text;
  return valueAt(price, ['kind']) === 'from' ? words.say('price_from', { price: whole }) : whole;
}
