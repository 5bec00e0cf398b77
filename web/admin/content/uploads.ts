import type { Localised } from '../../shared/api';
import { Cell } from '../../shared/cell';
import type { Upload } from './backend';
import { slug } from './ids';

/** Where a picture of the package can be seen, by its name: what was sent from here, and what is published. */
export const shown_pictures = new Cell<ReadonlyMap<string, string>>(new Map());
export const showPicture = (name: string, url: string): void => shown_pictures.update((all) => new Map(all).set(name, url));

/** What the file chooser offers; the server looks into the file itself. */
export const kAccepted: Record<Upload, string> = {
  pictures: 'image/png,image/jpeg,image/webp', documents: 'application/pdf,.pdf', films: 'video/mp4,video/webm,.mp4,.webm,.mov,.mkv',
};

/** A name that the package takes, from that of a file: an id with the kind of file behind it. */
export function nameFor(kind: Upload, file: string, prefix = ''): string {
  const [, stem = file, ending = ''] = /^(.*)\.([a-z0-9]+)$/i.exec(file) ?? [];
  const known = { pictures: 'jpg', documents: 'pdf', films: 'mp4' }[kind];
  const own = slug(stem) || kind.replace(/s$/, '');
  const name = prefix && own !== prefix && !own.startsWith(`${prefix}-`) ? `${prefix}-${own}` : own;
  return `${name.slice(0, 60).replace(/-+$/, '')}.${ending.toLowerCase() || known}`;
}

/** Every picture that a public document names with an address. */
export function learnPictures(pictures: readonly { name?: string; url?: string; sizes?: { url: string; width: number }[] }[]): void {
  for (const { name, url, sizes } of pictures) {
    const source = sizes?.[0]?.url ?? url;
    if (name && source) showPicture(name, source);
  }
}

export type { Localised };
