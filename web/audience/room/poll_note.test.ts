import { describe, expect, it } from 'vitest';
import type { Poll } from '../../pulse/wire';
import { isTallied, noteOf } from './poll_note';

const poll = (kind: Poll['kind'], show: Poll['show'], state: Poll['state']) => ({ kind, show, state }) as Poll;

describe('a poll without a result', () => {
  it('says that open answers are published once it closes, unless it is never shown', () => {
    expect((['live', 'close', 'never'] as const).map((show) => noteOf(poll('text', show, 'open')))).toEqual(['poll_answers_public', 'poll_answers_public', 'poll_no_result']);
    expect((['live', 'close', 'never'] as const).map((show) => noteOf(poll('text', show, 'closed')))).toEqual(['poll_answers_out', 'poll_answers_out', 'poll_no_result']);
    expect((['close', 'never'] as const).map((show) => noteOf(poll('single', show, 'open')))).toEqual(['poll_results_close', 'poll_results_never']);
  });

  it('has its tally published once it is closed, whoever voted', () => {
    expect([poll('single', 'live', 'closed'), poll('text', 'close', 'closed'), poll('single', 'never', 'closed'), poll('single', 'live', 'open')].map(isTallied))
      .toEqual([true, true, false, false]);
  });
});
