import { kLanguages, isLanguage } from '../../shared/text';
import type { Language } from '../../shared/api';

/** Longest message, as the server takes it. */
export const kLongest = 2000;

/** Where an unfinished answer is kept in the browser. */
export const draftKey = (exhibitor: string, visitor: string): string => `plenary.booth.draft.${exhibitor}.${visitor}`;

/** The language of the pages that a tag is nearest to; null where they speak none like it. */
export function pageLanguage(tag: string): Language | null {
  const primary = tag.toLowerCase().split('-')[0];
  return isLanguage(primary) ? primary : (kLanguages.find((one) => one === (primary === 'in' ? 'id' : primary)) ?? null);
}

/** How many code points a text has, as the server counts. */
export const lengthOf = (text: string): number => [...text].length;
