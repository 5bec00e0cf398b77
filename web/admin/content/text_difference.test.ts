import { describe, expect, it } from 'vitest';
import { shortened, textDifference, type Stretch } from './text_difference';

const told = (all: Stretch[]) => all.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('');

describe('the difference of two texts', () => {
  it('is shown word by word', () => {
    const { before, after } = textDifference('The forum opens at nine today.', 'The forum begins at ten today.');
    expect(told(before)).toBe('The forum [opens ]at [nine ]today.');
    expect(told(after)).toBe('The forum [begins ]at [ten ]today.');
  });

  it('is shown by characters where a script has no spaces', () => {
    const { before, after } = textDifference('大会于周二开幕', '大会于周三闭幕');
    expect(told(before)).toBe('大会于周[二开]幕');
    expect(told(after)).toBe('大会于周[三闭]幕');
  });

  it('is all of a text that was not there, and nothing of one that stays', () => {
    expect(told(textDifference('', 'New').after)).toBe('[New]');
    expect(textDifference('', 'New').before).toEqual([]);
    expect(told(textDifference('Same words', 'Same words').after)).toBe('Same words');
  });

  it('is seen at the end of a long text', () => {
    const long = 'word '.repeat(2000);
    const { after } = textDifference(`${long}old`, `${long}new`);
    const shown = told(shortened(after));
    expect(shown).toMatch(/^….*\[new\]$/);
    expect(shown.length).toBeLessThan(200);
  });

  it('puts a text together again, whatever the two are', () => {
    let seed = 7;
    const next = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    for (let round = 0; round < 200; round += 1) {
      const text = () => Array.from({ length: next(30) }, () => ['a ', 'bc ', '\n', '大', 'ü', '😀 '][next(6)]).join('');
      const [one, other] = [text(), text()];
      const { before, after } = textDifference(one, other);
      expect(before.map(({ text: part }) => part).join('')).toBe(one);
      expect(after.map(({ text: part }) => part).join('')).toBe(other);
      const kept = (all: Stretch[]) => all.filter(({ differs }) => !differs).map(({ text: part }) => part).join('');
      expect(kept(before)).toBe(kept(after));
    }
  });
});
