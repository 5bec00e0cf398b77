import type { Forum, Programme, Session } from '../../shared/api';

/** Colours for forums that name none: even in strength, told apart in light and dark. */
const kPalette = ['#3a7ca5', '#b5651d', '#5b8c5a', '#8a5fa8', '#c0586b', '#2f8f83', '#a3862b', '#5c6bc0'];

/** A forum's own colour, else one by its place in the programme; null for sessions of no forum. */
export function colours(programme: Programme): (forum: string | null | undefined) => string | null {
  const found = new Map<string, string>();
  (programme.forums ?? []).forEach((forum: Forum, index) => {
    const own = forum.colour && /^#[0-9a-f]{6}$/i.test(forum.colour) ? forum.colour : null;
    found.set(forum.id, own ?? kPalette[index % kPalette.length]!);
  });
  return (forum) => (forum ? (found.get(forum) ?? null) : null);
}

/** Those who speak, for a line of names: the running order's people, each once. */
export function speakerIds(session: Session): string[] {
  return [...new Set(session.running_order.flatMap(({ person }) => person ?? []))];
}
