import { describe, expect, it } from 'vitest';
import { step, type Room } from './room';
import type { ChatMessage, Poll, Pulse, Question, Release } from './wire';

const message = (id: string, text = id): ChatMessage => ({ id, t: 1, by: 'k3f9a1bc', name: 'Li', text });
const question = (id: string, votes: number, more: Partial<Question> = {}): Question =>
  ({ id, t: 1, by: 'k3f9a1bc', name: 'Li', text: id, votes, labels: [], state: 'open', ...more });
const poll = (id: string, more: Partial<Poll> = {}): Poll =>
  ({ id, kind: 'single', text: id, options: ['a', 'b'], state: 'open', show: 'live', votes: 0, results: null, closes: null, ...more });
const pulse = (seq: number, more: Partial<Pulse> = {}): Pulse => ({ epoch: 'e1', stage: 'opening', seq, t: seq * 1000, ...more });
const snapshot = (seq: number, more: Partial<Pulse> = {}) => pulse(seq, { snapshot: true, ...more });

/** The room after these pulses, each of which must be taken. */
function after(...pulses: Pulse[]): Room {
  let room: Room | null = null;
  for (const one of pulses) {
    const taken = step(room, one);
    if (taken.kind !== 'next') throw new Error(`${one.seq} is ${taken.kind}`);
    room = taken.room;
  }
  return room!;
}

const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id).join(' ');

describe('a room', () => {
  it('begins with a snapshot and goes on by one', () => {
    const room = after(snapshot(10, { viewers: { now: 7, low: 7, high: 8 } }), pulse(11, { hands: 2 }));
    expect([room.seq, room.viewers?.now, room.hands]).toEqual([11, 7, 2]);
  });

  it('knows old pulses, gaps, and another run of the server', () => {
    const room = after(snapshot(10));
    expect(step(room, pulse(10))).toEqual({ kind: 'old' });
    expect(step(room, snapshot(9))).toEqual({ kind: 'old' });
    expect(step(room, pulse(14))).toEqual({ kind: 'gap', from: 11, to: 13 });
    expect(step(room, { ...pulse(11), epoch: 'e2' })).toEqual({ kind: 'stranger' });
    expect(step(null, pulse(11))).toEqual({ kind: 'stranger' });
  });

  it('is replaced whole by a later snapshot or one of another run', () => {
    const room = after(snapshot(10, { chat: [message('m1')], hands: 4 }));
    const later = step(room, snapshot(40, { chat: [message('m9')] }));
    expect(later.kind === 'next' && [ids(later.room.chat), later.room.hands]).toEqual(['m9', 0]);
    expect(step(room, { ...snapshot(1), epoch: 'e2' }).kind).toBe('next');
  });

  it('keeps chat in the order of the journal, each message once, and forgets what was taken down', () => {
    const room = after(
      snapshot(1, { chat: [message('m3'), message('m12')] }),
      pulse(2, { chat: [message('m9'), message('m12')] }),
      pulse(3, { tomb: ['m9'] }),
    );
    expect(ids(room.chat)).toBe('m3 m12');
  });

  it('says how many messages it shows only while some are left out', () => {
    const crowded = after(snapshot(1), pulse(2, { chat: [message('m1')], chat_rate: { sent: 40, shown: 15 } }));
    expect(crowded.chat_rate).toEqual({ sent: 40, shown: 15 });
    const calm = step(crowded, pulse(3, { chat: [message('m2')] }));
    expect(calm.kind === 'next' && calm.room.chat_rate).toBeNull();
  });

  it('ranks questions: on screen, by votes, older first, answered last', () => {
    const room = after(
      snapshot(1, { questions: [question('q1', 3), question('q2', 9, { state: 'answered' }), question('q4', 5), question('q3', 5)] }),
      pulse(2, { questions: [question('q1', 3, { screen: true })] }),
    );
    expect(ids(room.questions)).toBe('q1 q3 q4 q2');
  });

  it('has one question on the screen', () => {
    const room = after(snapshot(1, { questions: [question('q1', 1, { screen: true })] }), pulse(2, { questions: [question('q2', 0, { screen: true })] }));
    expect(room.questions.map(({ id, screen }) => [id, Boolean(screen)])).toEqual([['q2', true], ['q1', false]]);
  });

  it('updates polls and puts open ones first', () => {
    const room = after(
      snapshot(1, { polls: [poll('p1'), poll('p2')] }),
      pulse(2, { polls: [poll('p2', { state: 'closed', results: { verified: [1, 2], anonymous: [0, 4] } })] }),
    );
    expect(ids(room.polls)).toBe('p1 p2');
    expect(room.polls[1]!.results).toEqual({ verified: [1, 2], anonymous: [0, 4] });
  });

  it('adds no repeated announcement twice and drops it when its time is over', () => {
    const said = { id: 'a1', t: 1000, text: 'Lunch', scope: 'stage', until: 3500 } as const;
    const room = after(snapshot(1, { announcements: [said] }), pulse(2, { announcements: [said] }), pulse(3));
    expect(ids(room.announcements)).toBe('a1');
    const later = step(room, pulse(4));
    expect(later.kind === 'next' && later.room.announcements).toEqual([]);
  });

  it('has each release once, though several pulses tell of it', () => {
    const out: Release = { kind: 'report', id: 'cidr', title: { en: 'Report' }, url: '/report/cidr', t: 2000 };
    const room = after(snapshot(1), pulse(2, { releases: [out] }), pulse(3, { releases: [out, { ...out, kind: 'news' }] }));
    expect(room.releases.map(({ kind, id }) => `${kind}/${id}`)).toEqual(['report/cidr', 'news/cidr']);
  });

  it('tells newcomers of what came out lately, and of nothing older', () => {
    const out: Release = { kind: 'report', id: 'cidr', title: 'Report', url: '/report/cidr', t: 1_000_000 };
    const seen = (t: number) => after({ ...snapshot(9, { releases: [out] }), t }).releases.length;
    expect([seen(1_030_000), seen(1_700_000)]).toEqual([1, 0]);
  });

  it('unpins when told, and when the pinned message is taken down', () => {
    const pinned = after(snapshot(1, { pinned: message('m1') }), pulse(2));
    expect(pinned.pinned?.id).toBe('m1');
    const undone = step(pinned, pulse(3, { pinned: null }));
    const removed = step(pinned, pulse(3, { tomb: ['m1'] }));
    expect([undone, removed].map((one) => one.kind === 'next' && one.room.pinned)).toEqual([null, null]);
  });
});
