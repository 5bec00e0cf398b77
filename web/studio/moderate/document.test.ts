import { describe, expect, it } from 'vitest';
import { testCatalogues } from '../../shared/catalogue_test';
import { pagesFor } from '../access';
import { kDeskCatalogues } from '../i18n/moderate';
import { studioRoute } from '../router';
import { cardsOf, chosenAfter, commandOfKey, deskOf, lastUndoable, moderates, neighbour, type DeskDocument, type LogEntry } from './document';

const desk = {
  held: [
    { id: 'm4', kind: 'message', text: 'hi', name: 'Li', by: 'a', t: 4, reason: 'first' },
    { id: 'q5', kind: 'question', text: 'why?', name: null, by: 'b', t: 5 },
  ],
  chat: [
    { id: 'm1', t: 1, by: 'c', name: 'Ann', text: 'one' },
    { id: 'm2', t: 2, by: 'c', name: 'Ann', text: 'two' },
  ],
} as unknown as DeskDocument;
const cards = cardsOf(desk);
const ids = (list: { id: string }[]) => list.map(({ id }) => id).join(' ');

describe('the desk’s document', () => {
  it('is for those who may only announce one with nothing else in it', () => {
    const given = { stage: 'main', announcements: [], counts: { now: 3, low: 2, high: 4 } };
    expect([moderates(given), deskOf(given).log, deskOf(given).people, deskOf(given).counts.now]).toEqual([false, [], [], 3]);
    const whole = { ...deskOf(given), words: ['casino'] };
    expect([moderates(whole), deskOf(whole)]).toEqual([true, whole]);
  });
});

describe('the moderator’s queue', () => {
  it('has what waits before the chat, newest chat first', () => {
    expect(ids(cards)).toBe('m4 q5 m2 m1');
    expect(cards.map(({ question, name }) => [question, name])).toEqual([[false, 'Li'], [true, ''], [false, 'Ann'], [false, 'Ann']]);
  });

  it('chooses the next card when the chosen one is gone', () => {
    expect(chosenAfter(cards, cards.slice(1), 'm4')).toBe('q5');
    expect(chosenAfter(cards, cards, 'm2')).toBe('m2');
    expect(chosenAfter(cards, cards.slice(0, 3), 'm1')).toBe('m4');
    expect(chosenAfter([], [], null)).toBeNull();
  });

  it('moves by keys and stays within', () => {
    expect([neighbour(cards, 'm4', 1), neighbour(cards, 'm4', -1), neighbour(cards, 'm1', 1), neighbour([], null, 1)])
      .toEqual(['q5', 'm4', 'm1', null]);
    expect(['j', 'K', 'a', 'x'].map(commandOfKey)).toEqual(['next', 'previous', 'approve', null]);
  });

  it('takes back the newest decision that can be', () => {
    const entry = (seq: number, did: string, undone = false): LogEntry =>
      ({ seq, t: 1, actor: 'Mo', do: did, ref: 'm1', rule: 'spam', undone, undoable: !undone });
    expect(lastUndoable([entry(1, 'ban'), entry(9, 'slow'), entry(7, 'remove', true), entry(5, 'timeout')])?.seq).toBe(5);
    expect(lastUndoable([entry(2, 'approve'), { ...entry(3, 'pin'), undoable: false }])?.seq).toBe(2);
    expect(lastUndoable([])).toBeNull();
  });
});

describe('the studio', () => {
  it('knows its pages', () => {
    expect(['/studio', '/studio/moderate/opening', '/studio/moderate', '/studio/people', '/studio/figures/x', '/studio/zzz'].map(studioRoute)).toEqual([
      { page: 'stage' },
      { page: 'moderate', stage: 'opening' },
      { page: 'moderate', stage: null },
      { page: 'people' },
      { page: 'figures', session: 'x' },
      { page: 'stage' },
    ]);
  });

  it('shows everybody the pages of their roles', () => {
    const who = (grants: string[]) => ({ name: 'x', csrf: '', roles: [], grants });
    expect(pagesFor(who(['organiser:conference']))).toEqual(['stage', 'moderate', 'people', 'figures', 'booth']);
    expect(pagesFor(who(['moderator:stage/opening']))).toEqual(['moderate']);
    expect(pagesFor(who(['attendee:conference']))).toEqual([]);
    expect(pagesFor({ name: 'x', csrf: '', roles: ['organiser'] }).length).toBe(5);
  });
});

describe('the desk’s catalogues', () => testCatalogues(kDeskCatalogues));
