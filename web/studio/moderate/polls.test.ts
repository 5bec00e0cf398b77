import { describe, expect, it } from 'vitest';
import type { Session } from '../../shared/api';
import { emptyDraft, filled, gaps, pollMake, toCome, type PollDraft } from './polls';

describe('a poll being written', () => {
  const draft: PollDraft = {
    ...emptyDraft('zh'),
    languages: ['zh', 'en'],
    text: { zh: ' 听清了吗？', en: 'Did you hear it?', id: 'Terdengar?' },
    options: [{ zh: '是', en: 'Yes' }, { zh: '否' }, { en: '  ' }],
  };

  it('is sent in the chosen languages, without what nobody filled in', () => {
    expect(filled(draft)).toEqual({ text: { zh: '听清了吗？', en: 'Did you hear it?' }, options: [{ zh: '是', en: 'Yes' }, { zh: '否' }] });
  });

  it('says in which languages words are missing', () => {
    expect([gaps(draft, true), gaps(draft, false), gaps(emptyDraft('id'), true)]).toEqual([['en'], [], ['id']]);
  });

  it('names the session it goes with, and none where it is opened by hand', () => {
    const asked = { ...draft, options: [{ zh: '是' }, { zh: '否' }] };
    const made = { do: 'poll_make', kind: 'single', show: 'live', text: { zh: '听清了吗？', en: 'Did you hear it?' }, options: [{ zh: '是' }, { zh: '否' }] };
    expect(pollMake(asked)).toEqual(made);
    expect(pollMake({ ...asked, session: 'keynote' })).toEqual({ ...made, session: 'keynote' });
    expect(pollMake({ ...asked, kind: 'text', show: 'close' })).toEqual({ ...made, kind: 'text', show: 'close', options: [] });
  });

  it('may go with what is still to come on its stage', () => {
    const session = (id: string, stage: string, starts_at: string, more: Partial<Session>) => ({ id, stage, starts_at, state: 'planned', ...more }) as Session;
    const sessions = [
      session('later', 'main', '2026-11-24T10:00:00Z', {}), session('over', 'main', '2026-11-24T08:00:00Z', { state: 'ended' }),
      session('off', 'main', '2026-11-24T09:00:00Z', { status: 'cancelled' }), session('there', 'side', '2026-11-24T09:00:00Z', {}),
      session('now', 'main', '2026-11-24T09:00:00Z', { state: 'live' }),
    ];
    expect(toCome(sessions, 'main').map(({ id }) => id)).toEqual(['now', 'later']);
  });
});
