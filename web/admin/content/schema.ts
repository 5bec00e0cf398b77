import type { Localised } from '../../shared/api';
import type { Value } from './path';

/** The parts of JSON Schema that the package's schema uses. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  /** Files, or `folder/*.yaml`, by the definition of their form. */
  'x-files'?: Record<string, string>;
  type?: string | string[];
  title?: string | Localised;
  description?: string | Localised;
  'x-title'?: Localised;
  'x-hint'?: Localised;
  'x-of'?: string;
  'x-reference'?: string;
  'x-labels'?: Record<string, Localised>;
  format?: string;
  enum?: (string | number)[];
  const?: string;
  pattern?: string;
  maxLength?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** What an entry of the package can point to. */
export type Kind = 'people' | 'organisations' | 'sessions' | 'forums' | 'stages' | 'topics' | 'sources' | 'reports' | 'pictures' | 'films' | 'rates' | 'documents'
  | 'exhibitors' | 'products' | 'categories' | 'halls';

export interface Option {
  value: string;
  label: Localised;
}

/** How one value is edited. */
export type Shape =
  | { kind: 'words'; prose: boolean }
  /** A line; `options` are what it usually is. */
  | { kind: 'line'; options?: Option[] }
  /** One language, or a source for each language. */
  | { kind: 'language' | 'sources-by-language' }
  | { kind: 'prose' | 'id' | 'time' | 'date' | 'amount' | 'number' | 'switch' | 'link' | 'zone' | 'colour' | 'file' | 'country' | 'currency' | 'product' }
  | { kind: 'choice'; options: Option[] }
  | { kind: 'reference'; of: Kind; many: boolean }
  | { kind: 'languages' }
  | { kind: 'map'; fields: Field[] }
  | { kind: 'list'; item: Shape };

/** A field of a form: its key in the map, its words, how it is edited. */
export interface Field {
  key: string;
  label: Localised;
  hint: Localised;
  required: boolean;
  shape: Shape;
}

const kKinds: readonly string[] = ['people', 'organisations', 'sessions', 'forums', 'stages', 'topics', 'sources', 'reports', 'pictures', 'films', 'rates', 'documents', 'exhibitors', 'products', 'categories', 'halls'];
const kOne: Record<string, Kind> = {
  person: 'people', moderator: 'people', organisation: 'organisations', host: 'organisations', session: 'sessions', forum: 'forums',
  stage: 'stages', topic: 'topics', source: 'sources', report: 'reports', picture: 'pictures', film: 'films', rate: 'rates',
  exhibitor: 'exhibitors', product: 'products', category: 'categories', hall: 'halls', logo: 'pictures',
};

const words = (value: string | Localised | undefined): Localised => (typeof value === 'string' ? { en: value } : (value ?? {}));

/** Reads schemas into shapes; `root` is what `$ref` points into. */
export class FormReader {
  constructor(private readonly root: Schema) {}

  /** A schema with its reference followed and the parts of `allOf` taken together. */
  follow(schema: Schema): Schema {
    let here: Schema = schema;
    for (let depth = 0; here.$ref && depth < 8; depth += 1) {
      const steps = here.$ref.replace(/^#\//, '').split('/').map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
      let target: unknown = this.root;
      for (const step of steps) target = (target as Record<string, unknown> | undefined)?.[step];
      const { $ref: _followed, ...rest } = here;
      here = { ...((target as Schema | undefined) ?? {}), ...rest };
    }
    for (const part of here.allOf ?? []) {
      const more = this.follow(part);
      here = { ...more, ...here, properties: { ...more.properties, ...here.properties }, required: [...(more.required ?? []), ...(here.required ?? [])] };
    }
    return here;
  }

  /** The fields of a map's schema, in its order. */
  fields(schema: Schema): Field[] {
    const whole = this.follow(schema);
    const required = new Set(whole.required ?? []);
    return Object.entries(whole.properties ?? {}).map(([key, value]) => {
      const own = this.follow(value);
      return {
        key,
        label: { en: key.replace(/_/g, ' '), ...words(own['x-title'] ?? own.title) },
        hint: words(own['x-hint'] ?? own.description),
        required: required.has(key),
        shape: this.shape(own, key),
      };
    });
  }

  shape(schema: Schema, key = ''): Shape {
    const own = this.follow(schema);
    const of = this.kindOf(own, key);
    switch (own.format) {
      case 'localised':
        return { kind: 'words', prose: (own.maxLength ?? this.longest(own)) > 200 };
      case 'localised-prose':
        return { kind: 'words', prose: true };
      case 'sources':
        return { kind: 'reference', of: 'sources', many: true };
      case 'reference':
        return { kind: 'reference', of: of ?? 'people', many: own.type === 'array' };
      case 'time':
      case 'date-time':
        return { kind: 'time' };
      case 'date':
      case 'amount':
      case 'id':
        return { kind: own.format };
      case 'decimal':
        return { kind: 'amount' };
      case 'time-zone':
        return { kind: 'zone' };
      case 'uri':
        return { kind: 'link' };
      case 'colour':
        return { kind: 'colour' };
      case 'languages':
      case 'language':
      case 'sources-by-language':
        return { kind: own.format };
      default:
        return this.byType(own, key, of);
    }
  }

  private byType(own: Schema, key: string, of: Kind | null): Shape {
    const option = (value: string | number): Option => ({ value: String(value), label: own['x-labels']?.[String(value)] ?? {} });
    if (own.enum) return { kind: 'choice', options: own.enum.map(option) };
    const type = Array.isArray(own.type) ? own.type.find((one) => one !== 'null') : own.type;
    if (type === 'boolean') return { kind: 'switch' };
    if (type === 'integer' || type === 'number') return { kind: 'number' };
    if (type === 'object' || own.properties) return { kind: 'map', fields: this.fields(own) };
    if (type === 'array') return this.listShape(own, key);
    if (of) return { kind: 'reference', of, many: false };
    if (key === 'product') return { kind: 'product' };
    if (key === 'id') return { kind: 'id' };
    if (own.format === 'currency' || own.pattern === '^[A-Z]{3}$') return { kind: 'currency' };
    if (own.pattern === '^[A-Z]{2}$') return { kind: 'country' };
    if ((own.maxLength ?? 0) > 400) return { kind: 'prose' };
    return own['x-labels'] ? { kind: 'line', options: Object.keys(own['x-labels']).map(option) } : { kind: 'line' };
  }

  private listShape(own: Schema, key: string): Shape {
    const item = this.follow(own.items ?? {});
    const shape = this.shape(item, key);
    if (shape.kind === 'reference') return { ...shape, many: true };
    // What a product names are documents of its exhibitor's own list.
    if (key === 'documents' && shape.kind === 'line') return { kind: 'reference', of: 'documents', many: true };
    if (key === 'languages' || key === 'our_wording' || key === 'fallback' || shape.kind === 'language') return { kind: 'languages' };
    return { kind: 'list', item: shape };
  }

  private kindOf(own: Schema, key: string): Kind | null {
    const named = own['x-reference'] ?? own['x-of'] ?? own.items?.['x-reference'] ?? own.items?.['x-of'];
    if (named) return kKinds.includes(named) ? (named as Kind) : (kOne[named] ?? null);
    // Names of files say by their key or ending in which folder they lie.
    if (key === 'film' && own.type === 'string') return 'films';
    if (own.pattern?.endsWith('pdf$')) return 'documents';
    if (own.format !== 'reference') return null;
    return kOne[key] ?? (kKinds.includes(key) ? (key as Kind) : null);
  }

  private longest(own: Schema): number {
    const inner = typeof own.additionalProperties === 'object' ? own.additionalProperties : Object.values(own.properties ?? {})[0];
    return inner?.maxLength ?? 0;
  }
}

/** A new, empty value of a shape, with what is required of it. */
export function emptyOf(shape: Shape): Value {
  switch (shape.kind) {
    case 'words':
      return {};
    case 'map':
      return Object.fromEntries(shape.fields.filter((field) => field.required).map((field) => [field.key, emptyOf(field.shape)]));
    case 'list':
    case 'languages':
      return [];
    case 'reference':
      return shape.many ? [] : '';
    case 'switch':
      return false;
    case 'choice':
      return shape.options[0]?.value ?? '';
    default:
      return '';
  }
}

/** The schema of a file of the package: `x-files` says which definition is whose. */
export function schemaOf(root: Schema, file: string): Schema {
  const named = Object.entries(root['x-files'] ?? {}).find(([pattern]) => {
    const [before = '', after] = pattern.split('*');
    return after === undefined ? pattern === file : file.startsWith(before) && file.endsWith(after);
  });
  return (named && root.$defs?.[named[1]]) ?? {};
}

/** The fields of a file, or of the entries of one of its lists (`*`: of the map that the file is). */
export function fieldsOfFile(root: Schema, file: string, list?: string): Field[] {
  const reader = new FormReader(root);
  const whole = reader.follow(schemaOf(root, file));
  if (!list) return reader.fields(whole);
  const inner = list === '*' ? (whole.additionalProperties as Schema | undefined) : reader.follow(whole.properties?.[list] ?? {}).items;
  return inner ? reader.fields(inner) : [];
}
