import type { Localised } from './api';

/** Taking the server's JSON apart: what does not fit is null or empty, never an error. */
export type Fields = Record<string, unknown>;

export const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {});
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null);
export const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
export const texts = (value: unknown): string[] => list(value).filter((one): one is string => typeof one === 'string');

/** Localised text; plain text counts for every language. */
export function words(value: unknown): Localised {
  if (typeof value === 'string') return value ? { en: value } : {};
  return Object.fromEntries(Object.entries(fields(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
