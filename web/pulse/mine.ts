import { numberOf } from './room';
import type { Poll, Question } from './wire';

export interface OwnVote {
  choices?: number[];
  rating?: number;
  text?: string;
  receipt?: string;
}

/** What this device did on a stage: it only marks buttons; what counts is the server's. */
export interface Mine {
  upvoted: string[];
  votes: Record<string, OwnVote>;
}

export const kNothing: Mine = { upvoted: [], votes: {} };
const kKept = 300;

/** Ids are a stage's; with instant and words they are this question's and this poll's for good. */
export const questionKey = ({ id, t }: Pick<Question, 'id' | 't'>): string => `${id}@${t}`;
export const pollKey = ({ id, text }: Pick<Poll, 'id' | 'text'>): string =>
  `${id}@${typeof text === 'string' ? text : (text.en ?? Object.values(text)[0] ?? '')}`;

export function withUpvote(mine: Mine, question: Question, on: boolean): Mine {
  const key = questionKey(question);
  const others = mine.upvoted.filter((one) => one !== key);
  return { ...mine, upvoted: on ? [...others, key].slice(-kKept) : others };
}

export function withVote(mine: Mine, poll: Poll, vote: OwnVote | null): Mine {
  const votes = { ...mine.votes };
  delete votes[pollKey(poll)];
  if (vote) votes[pollKey(poll)] = vote;
  const kept = Object.entries(votes).sort(([a], [b]) => numberOf(a.split('@')[0]!) - numberOf(b.split('@')[0]!)).slice(-kKept);
  return { ...mine, votes: Object.fromEntries(kept) };
}

export function readMine(text: string | null): Mine {
  try {
    const value = JSON.parse(text ?? '') as Partial<Mine>;
    return Array.isArray(value.upvoted) && value.votes ? { upvoted: value.upvoted, votes: value.votes } : kNothing;
  } catch {
    return kNothing;
  }
}
