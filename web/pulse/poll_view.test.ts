import { describe, expect, it } from 'vitest';
import { barsOf, choiceWords, findVote, meanOf } from './poll_view';
import type { Poll } from './wire';

const poll: Poll = {
  id: 'p1', kind: 'single', text: 'Which?', options: [{ en: 'Tea', zh: '茶' }, 'Coffee'], state: 'open', show: 'live',
  votes: 4, results: null, closes: null,
};

describe('a poll’s result', () => {
  it('keeps votes of accounts and anonymous ones apart', () => {
    expect(barsOf(poll, { verified: [1, 0], anonymous: [2, 1] }, 'zh')).toEqual([
      { label: '茶', verified: 1, anonymous: 2, total: 3, share: 0.75, verified_share: 0.25, anonymous_share: 0.5, leads: true },
      { label: 'Coffee', verified: 0, anonymous: 1, total: 1, share: 0.25, verified_share: 0, anonymous_share: 0.25, leads: false },
    ]);
  });

  it('is nothing before the first vote', () => {
    expect(barsOf(poll, { verified: [0, 0], anonymous: [0, 0] }, 'en').map(({ share, leads }) => [share, leads])).toEqual([[0, false], [0, false]]);
    expect(meanOf({ verified: [], anonymous: [] })).toBeNull();
  });

  it('gives shares of voters where several may be chosen', () => {
    const shares = barsOf({ ...poll, kind: 'multiple' }, { verified: [0, 0], anonymous: [4, 3] }, 'en').map(({ share }) => share);
    expect(shares).toEqual([1, 0.75]);
  });

  it('has a mean where it rates', () => {
    expect(meanOf({ verified: [0, 0, 0, 0, 1], anonymous: [0, 0, 0, 1, 0] })).toBe(4.5);
    expect(barsOf({ ...poll, kind: 'rating', options: [] }, { verified: [0, 0, 0, 0, 1], anonymous: [] }, 'en').length).toBe(5);
  });
});

describe('an own vote', () => {
  it('is said in words', () => {
    expect([choiceWords(poll, { choices: [1, 0] }, 'en'), choiceWords(poll, { rating: 4 }, 'en'), choiceWords(poll, { text: 'yes' }, 'en')])
      .toEqual(['Coffee, Tea', '4/5', 'yes']);
  });

  it('is found by its receipt', () => {
    const tally = { poll: 'p1', votes: [{ receipt: 'A', choices: [0] }, { receipt: 'B', choices: [1] }] };
    expect([findVote(tally, 'B'), findVote(tally, 'C'), findVote(null, 'B')]).toEqual([{ receipt: 'B', choices: [1] }, null, null]);
  });
});
