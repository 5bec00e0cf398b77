import { describe, expect, it } from 'vitest';
import { inOrder, languageOf, nameIn, ownName } from './languages';

describe('the languages of a post', () => {
  it('are named in themselves and in the reader’s', () => {
    expect(['zh', 'en', 'id', 'ja', 'it', 'ko'].map(ownName)).toEqual(['中文', 'English', 'Indonesia', '日本語', 'Italiano', '한국어']);
    expect(nameIn('ja', 'en')).toBe('Japanese');
  });

  it('stand with the conference’s own first', () => {
    expect(inOrder(['en', 'id', 'it', 'ja', 'zh'], ['zh', 'en', 'id'])).toEqual(['zh', 'en', 'id', 'it', 'ja']);
  });

  it('are chosen by the address, then by the reader, then English, then what there is', () => {
    expect(languageOf(['ja', 'zh', 'en'], 'ja', 'zh')).toBe('ja');
    expect(languageOf(['ja', 'zh', 'en'], 'it', 'zh')).toBe('zh');
    expect(languageOf(['ja', 'en'], null, 'id')).toBe('en');
    expect(languageOf(['ja', 'ko'], null, 'id')).toBe('ja');
  });
});
