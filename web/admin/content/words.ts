import type { Localised } from '../../shared/api';
import { pick } from '../../shared/text';
import type { Language } from '../../shared/api';
import type { Value } from './path';

const isMap = (value: Value | undefined): value is Record<string, Value> => typeof value === 'object' && value !== null && !Array.isArray(value);
const kLanguage = /^[a-z]{2}(-[A-Za-z0-9]+)*$/;
const isText = (value: Record<string, Value>): boolean =>
  Object.keys(value).length > 0 && Object.entries(value).every(([key, words]) => kLanguage.test(key) && typeof words === 'string');

/**
 * A value for people to read: words, lists of words, "key: words" for maps. Of a text the reader's language,
 * or `all` of them where nothing may go unseen.
 */
export function valueWords(value: Value | undefined | null, reader: { language: Language }, all = false): string {
  if (value === undefined || value === null || value === '') return '';
  if (Array.isArray(value)) {
    if (!value.some(isMap)) return value.map((item) => valueWords(item, reader, all)).join(', ');
    return value.map((item) => `• ${valueWords(item, reader, all).replace(/\n/g, '\n  ')}`).join('\n');
  }
  if (!isMap(value)) return String(value);
  if (isText(value) && !all) return pick(value as Localised, reader.language).text;
  return Object.entries(value)
    .map(([key, item]) => {
      const words = valueWords(item, reader, all);
      if (all && isMap(item) && isText(item)) return `${key.replace(/_/g, ' ')}: ${words.replace(/\n/g, ' · ')}`;
      return `${key.replace(/_/g, ' ')}:${words.includes('\n') ? '\n' : ' '}${words}`;
    })
    .join('\n');
}

/** What an entry is called: its title, name or words, else its id or kind. */
export function nameOf(item: Value | undefined, reader: { language: Language }): string {
  if (!isMap(item)) return valueWords(item, reader);
  for (const key of ['name', 'title', 'text', 'label', 'staff']) {
    const words = valueWords(item[key], reader);
    if (words) return words;
  }
  if (typeof item.from === 'string' && typeof item.to === 'string' && item.rate) return `1 ${item.from} = ${valueWords(item.rate, reader)} ${item.to}`;
  // A reading or a point of a series is its figure.
  const figure = ['period', 'as_of', 'value', 'viewers', 'picture', 'url'].map((key) => valueWords(item[key], reader)).filter(Boolean).join(': ');
  return figure || String(item.id ?? item.date ?? item.slug ?? item.key ?? '');
}
