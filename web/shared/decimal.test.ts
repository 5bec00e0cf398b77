import { describe, expect, it } from 'vitest';
import { magnitude, over, plain, readDecimal, rounded, times } from './decimal';

const of = (text: string) => readDecimal(text)!;

describe('an exact decimal', () => {
  it('reads numbers as they are written, and nothing else', () => {
    expect(['34.81e12', '1.319e9', '-0.050', '007', '5.', '12e-2'].map((text) => plain(of(text)))).toEqual([
      '34810000000000', '1319000000', '-0.05', '7', '5', '0.12',
    ]);
    expect(['', '1,5', '1.2.3', '0x10', 'e5', 'NaN', '1e9999'].map(readDecimal)).toEqual(Array(7).fill(null));
  });

  it('multiplies without loss', () => {
    expect(plain(times(of('34.81e12'), of('2080.962')))).toBe('72438287220000000');
    expect(plain(times(of('0.1'), of('0.2')))).toBe('0.02');
  });

  it('divides to more digits than anybody shows', () => {
    expect(plain(rounded(over(of('35.8e12'), of('6.51')), 2))).toBe('5499231950844.85');
  });

  it('rounds a half away from zero', () => {
    expect(['0.125', '0.135', '2.5', '-0.125', '99.999'].map((text) => plain(rounded(of(text), text === '2.5' ? 0 : 2)))).toEqual([
      '0.13', '0.14', '3', '-0.13', '100',
    ]);
  });

  it('knows the size of a number', () => {
    expect(['1319', '1.3', '0.5', '0', '-1e12'].map((text) => magnitude(of(text)))).toEqual([3, 0, -1, 0, 12]);
  });
});
