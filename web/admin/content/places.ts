import type { Language, Localised } from '../../shared/api';
import { clockTime, dayOf } from '../../shared/time';
import type { Key } from '../i18n';
import type { PageName } from '../router';
import type { Mistake } from './api';
import { languageName } from './languages';
import { valueAt, type Path, type Value } from './path';
import { fieldsOfFile, type Field, type Schema, type Shape } from './schema';
import { nameOf, valueWords } from './words';

/** What places of a package are called on the forms, for those who read a difference or a mistake. */
export interface Reader {
  language: Language;
  of(words: Localised): string;
  say(key: Key, values?: Record<string, string | number>): string;
}
type Files = ReadonlyMap<string, Value | undefined>;

const kPageOf: [RegExp, PageName][] = [
  [/^conference\.yaml$/, 'conference'], [/^programme\.yaml$/, 'programme'], [/^people\.yaml$/, 'people'], [/^organisations\.yaml$/, 'organisations'],
  [/^sources\.yaml$/, 'sources'], [/^exhibition\.yaml$/, 'exhibition'], [/^exhibitors\//, 'exhibitors'], [/^reports\//, 'reports'], [/^news\//, 'news'], [/^pictures\//, 'pictures'],
];

/** "News · The conference opens · English" of a file; empty for one that no page edits. */
export function fileWords(reader: Reader, files: Files, file: string): string {
  const page = kPageOf.find(([form]) => form.test(file))?.[1];
  if (!page) return '';
  const parts: string[] = [reader.say(`page_${page}`)];
  const [folder = '', name = '', chapter = ''] = file.split('/');
  if (name && folder !== 'pictures') {
    const id = name.split('.')[0] ?? '';
    const whole = files.get(`${folder}/${id}.yaml`);
    parts.push(nameOf(whole, reader) || id);
    const text = (chapter || name).split('.');
    if (chapter) parts.push(nameOf(valueAt(whole, ['chapters', { id: text[0]! }]), reader) || text[0]!);
    if (text[2] === 'md') parts.push(languageName(text[1]!, reader.language));
  }
  return parts.join(' · ');
}

const fieldsAt = (shape: Shape | null): Field[] => (shape?.kind === 'map' ? shape.fields : []);

/** The shape of a place by the package's schema; null where it says nothing of it. */
export function shapeAt(root: Schema | null, file: string, path: Path): Shape | null {
  if (!root) return null;
  let shape: Shape | null = { kind: 'map', fields: fieldsOfFile(root, file, file === 'sources.yaml' ? '*' : undefined) };
  for (const step of file === 'sources.yaml' ? path.slice(1) : path) {
    if (typeof step === 'string') shape = fieldsAt(shape).find(({ key }) => key === step)?.shape ?? null;
    else shape = shape?.kind === 'list' ? shape.item : null;
  }
  return shape;
}

/** "Sessions › Opening forum › Title › English". */
export function pathWords(reader: Reader, root: Schema | null, files: Files, file: string, path: Path): string {
  return path.map((step, index) => {
    const before = path.slice(0, index);
    if (typeof step !== 'string') return nameOf(valueAt(files.get(file), path.slice(0, index + 1)), reader) || (typeof step === 'number' ? `${step + 1}` : `“${Object.values(step)[0]}”`);
    if (file === 'sources.yaml' && index === 0) return step;
    const around = shapeAt(root, file, before);
    if (around?.kind === 'words' || around?.kind === 'sources-by-language') return languageName(step, reader.language);
    const field = fieldsAt(around).find(({ key }) => key === step);
    return field ? reader.of(field.label) : step.replace(/_/g, ' ');
  }).join(' › ');
}

/** A value with the labels of its form; what the schema does not know stands by its keys. */
export function shapedWords(reader: Reader, shape: Shape | null, value: Value | undefined | null, zone: string): string {
  if (value === null || value === undefined || !shape) return valueWords(value, reader, true);
  if (shape.kind === 'map' && typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(value).map(([key, inner]) => {
      const field = shape.fields.find((one) => one.key === key);
      const words = shapedWords(reader, field?.shape ?? null, inner, zone);
      return `${field ? reader.of(field.label) : key.replace(/_/g, ' ')}: ${words.includes('\n') ? `\n${words}` : words}`;
    }).join('\n');
  }
  if (shape.kind === 'list' && Array.isArray(value)) return value.map((one) => `• ${shapedWords(reader, shape.item, one, zone).replace(/\n/g, '\n  ')}`).join('\n');
  if (shape.kind === 'words') return valueWords(value, reader, true).replace(/\n/g, ' · ');
  if (typeof value !== 'string' && typeof value !== 'boolean') return valueWords(value, reader, true);
  if (shape.kind === 'choice' || (shape.kind === 'line' && shape.options)) {
    const label = shape.options?.find((option) => option.value === String(value))?.label;
    return (label && reader.of(label)) || String(value);
  }
  if (shape.kind === 'time' && !Number.isNaN(Date.parse(String(value)))) return `${dayOf(String(value), zone, reader.language)}, ${clockTime(String(value), zone, reader.language)}`;
  return String(value);
}

/** Of what a map lacks: the field in which it would stand. */
const kLacking: [RegExp, string][] = [
  [/ lacks the key `(\w+)`$/, '$1'], [/^a news item has either `published` or `embargo`$/, 'published'],
  [/ does not say of what time it is$/, 'period'], [/ names no source$/, 'sources'], [/^a release at a time does not say when$/, 'at'],
];

/** Where a mistake is mended: what a map lacks is told of by its first line, and so at whatever stands there. */
export function mendingPlace(root: Schema | null, { file, path, what }: Mistake): Path {
  for (const [form, field] of kLacking) {
    const found = form.exec(what);
    if (!found) continue;
    const key = field.replace('$1', found[1] ?? '');
    const around = [path, path.slice(0, -1)].find((one) => fieldsAt(shapeAt(root, file, one)).some((candidate) => candidate.key === key));
    return around ? [...around, key] : path;
  }
  return path;
}

const kWrong: [RegExp, Key, Key][] = [
  [/ lacks the key `(?<key>\w+)`$/, 'wrong_lacks', 'mend_lacks'],
  [/^the news item has no text$/, 'wrong_no_text', 'mend_no_text'],
  [/^the chapter `.*` has no text$/, 'wrong_no_chapter', 'mend_no_text'],
  [/^a news item has either `published` or `embargo`$/, 'wrong_no_time', 'mend_no_time'],
  [/ does not say of what time it is$/, 'wrong_no_period', 'mend_no_period'],
  [/ names no source$/, 'wrong_no_source', 'mend_no_source'],
  [/^the session overlaps `(?<value>.*)` on its stage$/, 'wrong_overlaps', 'mend_overlaps'],
  [/^`(?<value>.*)` is needed here and in `(?<other>.*)` at one time$/, 'wrong_needed', 'mend_needed'],
  [/^a release at a time does not say when$/, 'wrong_no_release', 'mend_no_release'],
  [/^there is no \w+(?: \w+)? `(?<value>.*)`$/, 'wrong_nothing', 'mend_nothing'],
  [/ is empty$/, 'wrong_empty', 'mend_lacks'],
  [/^`(?<value>.*)` is not a number$/, 'wrong_number', 'mend_number'],
  [/^`(?<value>.*)` is not a (?:time|date)$/, 'wrong_time', 'mend_time'],
];

/** What is wrong and how to mend it in the words of the forms; the check's own words for what seldom comes from a form. */
export function mistakeWords(reader: Reader, root: Schema | null, files: Files, one: Mistake): { what: string; mend: string } {
  for (const [form, what, mend] of kWrong) {
    const found = form.exec(one.what);
    if (!found) continue;
    const { key = '', value = '', other = '' } = found.groups ?? {};
    const named = (id: string) => {
      const session = nameOf(valueAt(files.get('programme.yaml'), ['sessions', { id }]), reader);
      return session || nameOf(valueAt(files.get('people.yaml'), ['people', { id }]), reader) || id;
    };
    const field = [one.path, one.path.slice(0, -1)].flatMap((path) => fieldsAt(shapeAt(root, one.file, path))).find((candidate) => candidate.key === key);
    return { what: reader.say(what, { field: field ? reader.of(field.label) : key, value: named(value), other: named(other) }), mend: reader.say(mend) };
  }
  return { what: one.what, mend: one.mend };
}
