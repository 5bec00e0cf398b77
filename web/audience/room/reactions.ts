import { kReactions, type Reaction, type ReactionCounts } from '../../pulse/wire';

export const kSigns: Record<Reaction, string> = { clap: '👏', heart: '❤️', laugh: '😂', wow: '😮', thanks: '🙏' };

/** At most so many signs rise for one pulse, however many clapped. */
const kRising = 10;

/**
 * The signs that rise for what came between two pulses, own ones left out since they have risen
 * already. A crowd shows as more signs, not as ever more of them: the root of the number.
 */
export function rising(before: ReactionCounts, after: ReactionCounts, own: ReactionCounts): Reaction[] {
  const found: Reaction[] = [];
  for (const kind of kReactions) {
    const fresh = (after[kind] ?? 0) - (before[kind] ?? 0) - (own[kind] ?? 0);
    if (fresh > 0) found.push(...Array<Reaction>(Math.ceil(Math.sqrt(fresh))).fill(kind));
  }
  return found.slice(0, kRising);
}

/** 1204 as "1.2K", in the reader's way. */
export const short = (value: number, language: string): string =>
  new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
