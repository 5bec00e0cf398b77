import { pick } from '../shared/text';
import type { Language, Localised } from '../shared/api';
import type { OwnVote } from './mine';
import type { Poll, PollResults } from './wire';

export const wordsOf = (text: Localised | string, language: Language): string =>
  typeof text === 'string' ? text : pick(text, language).text;

/** One bar of a poll's result; shares are of all votes counted, 0 to 1. */
export interface Bar {
  label: string;
  verified: number;
  anonymous: number;
  total: number;
  share: number;
  verified_share: number;
  anonymous_share: number;
  leads: boolean;
}

/**
 * The result as bars. In polls with several choices the shares are of voters, so that they may sum
 * to more than one.
 */
export function barsOf(poll: Poll, results: PollResults, language: Language): Bar[] {
  const labels = poll.kind === 'rating' ? ['1', '2', '3', '4', '5'] : poll.options.map((option) => wordsOf(option, language));
  const totals = labels.map((_, at) => (results.verified[at] ?? 0) + (results.anonymous[at] ?? 0));
  const sum = totals.reduce((all, one) => all + one, 0);
  const of = Math.max(1, poll.kind === 'multiple' ? Math.max(poll.votes, ...totals) : sum);
  const most = Math.max(1, ...totals);
  return labels.map((label, at) => {
    const verified = results.verified[at] ?? 0;
    const anonymous = results.anonymous[at] ?? 0;
    const total = verified + anonymous;
    return {
      label, verified, anonymous, total,
      share: total / of, verified_share: verified / of, anonymous_share: anonymous / of,
      leads: total === most,
    };
  });
}

/** The mean of a rating, 1 to 5; null before the first vote. */
export function meanOf(results: PollResults): number | null {
  const counts = [0, 1, 2, 3, 4].map((at) => (results.verified[at] ?? 0) + (results.anonymous[at] ?? 0));
  const votes = counts.reduce((all, one) => all + one, 0);
  return votes ? counts.reduce((all, count, at) => all + count * (at + 1), 0) / votes : null;
}

/** What was chosen, in words. */
export function choiceWords(poll: Poll, vote: OwnVote, language: Language): string {
  if (vote.text) return vote.text;
  if (vote.rating) return `${vote.rating}/5`;
  return (vote.choices ?? []).map((at) => wordsOf(poll.options[at] ?? '', language)).join(', ');
}

/** One line of the published tally. */
export interface TallyVote extends OwnVote {
  receipt: string;
  verified?: boolean;
}

/** The vote with this receipt, in whatever list a tally document has; null if it is not there. */
export function findVote(tally: unknown, receipt: string): TallyVote | null {
  const lists = typeof tally === 'object' && tally !== null ? Object.values(tally).filter(Array.isArray) : [];
  for (const list of lists as unknown[][]) {
    for (const entry of list) {
      if (typeof entry === 'object' && entry !== null && (entry as TallyVote).receipt === receipt) return entry as TallyVote;
    }
  }
  return null;
}
