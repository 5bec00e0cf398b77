import { describe, expect, it } from 'vitest';
import golden from '../../tests/golden/amounts.json';
import { amount } from './amount';

describe('the rule for amounts', () => {
  it('words what the server words, as the server does', () => {
    for (const { value, unit, approximate, shown } of golden) {
      if (approximate !== 'exact') continue;
      const { zh, en, id } = shown;
      const worded = Object.fromEntries((['zh', 'en', 'id'] as const).map((language) => [language, amount(value, unit, language)?.text]));
      expect(worded, `${value} ${unit}`).toEqual({ zh, en, id });
    }
  });
});
