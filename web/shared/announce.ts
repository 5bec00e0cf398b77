import { Cell } from './cell';

/**
 * What a screen reader is told. One polite live region shows it; the same words twice in a row are
 * told apart by a trailing space, or they would not be read again.
 */
export const announcement = new Cell('');

export function announce(words: string): void {
  announcement.update((before) => (before === words ? `${words} ` : words));
}
