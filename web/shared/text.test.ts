import { describe, expect, it } from 'vitest';
import { chooseLanguage, htmlLanguage, match, pick, say, Texts } from './text';

describe('the language of a visit', () => {
  it('is asked for in the address, chosen before, or the browser’s, in this order', () => {
    expect(chooseLanguage('id', 'zh', ['en'])).toBe('id');
    expect(chooseLanguage(null, 'zh', ['en'])).toBe('zh');
    expect(chooseLanguage(null, null, ['fr-FR', 'zh-Hant-TW', 'en'])).toBe('zh');
    expect(chooseLanguage('xx', 'yy', ['fr'])).toBe('en');
  });

  it('matches tags by their first part', () => {
    expect([match(['id-ID']), match(['IN']), match(['zh_CN']), match([''])]).toEqual(['id', 'id', null, null]);
  });

  it('names simplified Chinese for the document', () => {
    expect(['zh', 'en', 'id'].map(htmlLanguage)).toEqual(['zh-Hans', 'en', 'id']);
  });
});

describe('localised content', () => {
  it('falls back to English, then Chinese, then anything, and says which', () => {
    expect(pick({ zh: '开幕式', en: 'Opening' }, 'id')).toEqual({ text: 'Opening', language: 'en' });
    expect(pick({ zh: '开幕式', ja: '開会式' }, 'id')).toEqual({ text: '开幕式', language: 'zh' });
    expect(pick({ ja: '開会式' }, 'id')).toEqual({ text: '開会式', language: 'ja' });
    expect(pick(null, 'id')).toEqual({ text: '', language: 'id' });
  });
});

describe('messages', () => {
  const catalogue = { hello: 'Hello {name}', day_one: '{count} day', day_other: '{count} days' };

  it('fill in names and leave unknown ones visible', () => {
    expect(say(catalogue, 'en', 'hello', { name: 'Ada' })).toBe('Hello Ada');
    expect(say(catalogue, 'en', 'hello', { other: 1 })).toBe('Hello {name}');
  });

  it('choose the plural form by the language', () => {
    expect([1, 2].map((count) => say(catalogue, 'en', 'day', { count }))).toEqual(['1 day', '2 days']);
    expect(say({ day_other: '{count} 天' }, 'zh', 'day', { count: 1 })).toBe('1 天');
  });

  it('tell their watchers when the language changes', () => {
    const texts = new Texts<'hello'>({ en: { hello: 'Hello' }, zh: { hello: '你好' }, id: { hello: 'Halo' } }, 'en');
    const heard: string[] = [];
    texts.subscribe((words) => heard.push(words.say('hello')));
    texts.use('zh');
    expect(heard).toEqual(['Hello', '你好']);
  });
});
