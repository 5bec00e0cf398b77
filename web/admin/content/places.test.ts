import { describe, expect, it } from 'vitest';
import packageSchema from '../../../docs/content-package.schema.json';
import { pick } from '../../shared/text';
import { kCatalogues, type Key } from '../i18n';
import type { Mistake } from './api';
import type { Path, Value } from './path';
import { fileWords, mendingPlace, mistakeWords, pathWords, shapeAt, shapedWords, type Reader } from './places';
import type { Schema } from './schema';

const root = packageSchema as unknown as Schema;
const reader = (language: 'zh' | 'en'): Reader => ({
  language,
  of: (words) => pick(words, language).text,
  say: (key: Key, values = {}) => (kCatalogues[language] as Record<string, string>)[key]!.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name])),
});
const files = new Map<string, Value>([
  ['programme.yaml', { sessions: [{ id: 'talk', title: { en: 'A talk', zh: '演讲' }, kind: 'keynote' }] }],
  ['reports/r.yaml', { title: { en: 'Report' }, chapters: [{ id: 'one', title: { en: 'First' } }] }],
]);

describe('a place of the package', () => {
  it('is called as on the forms', () => {
    expect(fileWords(reader('en'), files, 'reports/r/one.zh.md')).toBe('Reports · Report · First · 中文');
    expect(fileWords(reader('zh'), files, 'programme.yaml')).toBe('日程');
    expect(fileWords(reader('en'), files, 'README.md')).toBe('');
    expect(pathWords(reader('en'), root, files, 'programme.yaml', ['sessions', { id: 'talk' }, 'title', 'zh'])).toBe('Sessions › A talk › Title › 中文');
    expect(pathWords(reader('zh'), root, files, 'programme.yaml', ['sessions', { id: 'gone' }])).toMatch(/“gone”$/);
    expect(pathWords(reader('en'), root, files, 'sources.yaml', ['ISC', 'title'])).toBe('ISC › Title');
  });

  it('shows its value by the labels, choices and clocks of its form', () => {
    const words = shapedWords(reader('en'), shapeAt(root, 'programme.yaml', ['sessions', { id: 'talk' }]), { title: { en: 'A talk' }, kind: 'keynote', starts_at: '2020-07-23T09:00:00+08:00', odd: 1 }, 'Asia/Shanghai');
    expect(words).toMatch(/^Title: en: A talk\nKind: Keynote\nBegins: .*23 July.*, 09:00\nodd: 1$/);
  });
});

describe('a mistake', () => {
  const of = (file: string, path: Path, what: string): Mistake => ({ file, line: 1, path, what, mend: 'Mend it.' });

  it('is told in the reader’s language, by the label of its field', () => {
    const lacks = of('programme.yaml', ['sessions', { id: 'talk' }, 'id'], 'a session lacks the key `stage`');
    expect(mistakeWords(reader('zh'), root, files, lacks).what).toBe('缺少会场。');
    expect(mistakeWords(reader('en'), root, files, lacks)).toEqual({ what: 'Stage is missing.', mend: 'Fill it in.' });
    expect(mistakeWords(reader('zh'), root, files, of('programme.yaml', [], 'the session overlaps `talk` on its stage')).what).toContain('“演讲”');
  });

  it('stands at the field that is missing, not at the map’s first line', () => {
    const lacks = of('programme.yaml', ['sessions', { id: 'talk' }, 'id'], 'a session lacks the key `stage`');
    expect(mendingPlace(root, lacks)).toEqual(['sessions', { id: 'talk' }, 'stage']);
    expect(mendingPlace(root, of('news/a.yaml', ['title'], 'a news item has either `published` or `embargo`'))).toEqual(['published']);
    expect(mendingPlace(root, of('reports/r.yaml', ['indicators', 0, 'id'], 'an indicator does not say of what time it is'))).toEqual(['indicators', 0, 'period']);
    expect(mendingPlace(root, of('reports/r.yaml', ['release', 'mode'], 'a release at a time does not say when'))).toEqual(['release', 'at']);
    expect(mendingPlace(null, lacks)).toEqual(lacks.path);
  });

  it('keeps the check’s own words where forms have none', () => {
    expect(mistakeWords(reader('zh'), root, files, of('a', [], 'two booths meet'))).toEqual({ what: 'two booths meet', mend: 'Mend it.' });
  });
});
