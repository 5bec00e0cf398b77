/** A number as it is written: digits × 10^exponent, never rounded by being read. */
export interface Decimal {
  digits: bigint;
  exponent: number;
}

/** Digits behind the point that a division keeps. */
const kDivisionDigits = 40;

/** Reads "34.81e12", "-0.5", "1319000000"; null for anything else. */
export function readDecimal(text: string | number): Decimal | null {
  const found = /^\s*([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?\s*$/i.exec(String(text));
  if (!found) return null;
  const [, sign, whole, part = '', power = '0'] = found;
  const digits = BigInt(whole! + part);
  return trimmed({ digits: sign === '-' ? -digits : digits, exponent: Number(power) - part.length });
}

/** The same number with no zeros at the end of its digits. */
function trimmed({ digits, exponent }: Decimal): Decimal {
  if (digits === 0n) return { digits, exponent: 0 };
  while (digits % 10n === 0n) {
    digits /= 10n;
    exponent += 1;
  }
  return { digits, exponent };
}

export const times = (a: Decimal, b: Decimal): Decimal => trimmed({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent });

/** `a / b`, cut after 40 digits; `b` is not 0. */
export const over = (a: Decimal, b: Decimal): Decimal =>
  trimmed({ digits: (a.digits * 10n ** BigInt(kDivisionDigits)) / b.digits, exponent: a.exponent - b.exponent - kDivisionDigits });

/** The power of ten of the first digit: 3 for 1319, 0 for 1.3, -1 for 0.5. */
export function magnitude({ digits, exponent }: Decimal): number {
  const size = digits < 0n ? -digits : digits;
  return size === 0n ? 0 : String(size).length - 1 + exponent;
}

/** Moves the point: shifted(1319, -3) is 1.319. */
export const shifted = ({ digits, exponent }: Decimal, by: number): Decimal => ({ digits, exponent: exponent + by });

/** To `places` behind the point; a half goes away from zero, as the server has it. */
export function rounded(value: Decimal, places: number): Decimal {
  const drop = -places - value.exponent;
  if (drop <= 0) return value;
  const unit = 10n ** BigInt(drop);
  const size = value.digits < 0n ? -value.digits : value.digits;
  const whole = size / unit;
  const rest = (size % unit) * 2n;
  const digits = whole + (rest >= unit ? 1n : 0n);
  return trimmed({ digits: value.digits < 0n ? -digits : digits, exponent: -places });
}

/** Plain digits with a point: "1319000000", "-0.05". */
export function plain({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits);
  if (exponent >= 0) return sign + text + '0'.repeat(digits === 0n ? 0 : exponent);
  const filled = text.padStart(1 - exponent, '0');
  return `${sign}${filled.slice(0, exponent)}.${filled.slice(exponent)}`;
}

/** For drawing, where nobody reads the last digits. */
export const toNumber = (value: Decimal): number => Number(`${value.digits}e${value.exponent}`);
