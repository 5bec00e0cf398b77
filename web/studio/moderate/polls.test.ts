import { describe, expect, it } from 'vitest';
import { emptyDraft, filled, gaps, type PollDraft } from './polls';

describe('a poll being written', () => {
  const draft: PollDraft = {
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
});
