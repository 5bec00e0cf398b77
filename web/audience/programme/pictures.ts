/** A picture as the server offers it, in the sizes that it has. */
export interface PictureSource {
  src: string;
  srcset: string;
}

const isOurs = (url: unknown): url is string => typeof url === 'string' && /^\/pictures\/[\w.-]+$/.test(url);

/** Reads an address, or an object with addresses by width; null for anything that is not of this site. */
export function pictureOf(picture: unknown): PictureSource | null {
  if (isOurs(picture)) return { src: picture, srcset: '' };
  if (typeof picture !== 'object' || picture === null) return null;
  const { url, sizes } = picture as { url?: unknown; sizes?: unknown };
  const list = (Array.isArray(sizes) ? sizes : []).flatMap((size: unknown) => {
    const { width, url: at } = (size ?? {}) as { width?: unknown; url?: unknown };
    return typeof width === 'number' && isOurs(at) ? [{ width, at }] : [];
  });
  const src = isOurs(url) ? url : list[list.length - 1]?.at;
  return src ? { src, srcset: list.map(({ width, at }) => `${at} ${width}w`).join(', ') } : null;
}
