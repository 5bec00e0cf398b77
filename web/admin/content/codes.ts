import type { Language } from '../../shared/api';

export interface Code {
  code: string;
  name: string;
}

const kLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Codes that are no country: groups, tests and what was withdrawn. */
const kNone = new Set(['EU', 'EZ', 'UN', 'XA', 'XB', 'XK', 'QO', 'ZZ', 'AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA', 'AN', 'BU', 'CS', 'DD', 'FX', 'NT', 'QU', 'SU', 'TP', 'UK', 'YD', 'YU', 'ZR', 'RH', 'HV', 'DY', 'NH', 'VD', 'PC', 'PU', 'PZ', 'WK', 'FQ', 'JT', 'MI', 'NQ', 'CT']);

function sorted(codes: string[], type: 'region' | 'currency', language: Language): Code[] {
  const names = new Intl.DisplayNames([language], { type, fallback: 'none' });
  const found = codes.flatMap((code) => {
    const name = names.of(code);
    return name ? [{ code, name }] : [];
  });
  const order = new Intl.Collator(language);
  return found.sort((one, other) => order.compare(one.name, other.name));
}

/** The countries as the reader's language sorts them. */
export function countries(language: Language): Code[] {
  const codes = [...kLetters].flatMap((one) => [...kLetters].map((other) => one + other)).filter((code) => !kNone.has(code));
  return sorted(codes, 'region', language);
}

/** The currencies likewise. */
export function currencies(language: Language): Code[] {
  const known = (Intl as { supportedValuesOf?: (key: string) => string[] }).supportedValuesOf?.('currency') ?? ['CNY', 'IDR', 'USD', 'EUR', 'JPY', 'KRW', 'GBP', 'SGD'];
  return sorted(known, 'currency', language);
}
