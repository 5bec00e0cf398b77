import { describe, expect, it } from 'vitest';
import { ApiError } from '../../shared/api';
import { EditQueue, type Act, type Answer } from './edits';
import { valueAt, type Edit, type Value } from './path';

const kTitle = ['sessions', { id: 'a' }, 'title', 'en'];
const set = (value: string, was: Value | null = null, path: Edit['path'] = kTitle): Edit => ({ file: 'programme.yaml', op: 'set', path, value, was });
const settle = () => new Promise((done) => setTimeout(done));

/** A queue whose requests the test answers itself. */
function make() {
  const sent: { edits: Edit[]; again: boolean; answer: (value: Answer) => void; fail: (error: ApiError) => void }[] = [];
  const timers: (() => void)[] = [];
  let kept: Act[] = [];
  const done: Edit[] = [];
  const queue = new EditQueue({
    send: (edits, again) => new Promise((answer, fail) => sent.push({ edits, again, answer, fail })),
    keep: (acts) => (kept = acts),
    after: (_ms, run) => timers.push(run),
    done: (edits) => done.push(...edits),
  });
  return { queue, sent, timers, done, kept: () => kept, state: () => [...queue.states.get().values()].join() };
}
const conflict = (now: string) =>
  new ApiError(409, { title: 'conflict', conflicts: [{ file: 'programme.yaml', path: kTitle, yours: 'Mine', was: 'Old', now, by: 'mei' }] } as object);

describe('the edit queue', () => {
  it('sends one edit at a time and says what became of each', async () => {
    const { queue, sent, state, kept, done } = make();
    queue.add([set('One')]);
    expect(state()).toBe('saving');
    queue.add([set('Two', 'One')]);
    expect(sent).toHaveLength(1);
    expect(kept()).toHaveLength(2);
    sent[0]!.answer({ revision: 1 });
    await settle();
    expect(sent[1]!.edits).toEqual([set('Two', 'One')]);
    sent[1]!.answer({ revision: 2 });
    await settle();
    expect([state(), kept().length, done.length]).toEqual(['saved', 0, 2]);
  });

  it('does not send letter by letter what is being typed, but keeps every letter', () => {
    const { queue, sent, timers, kept } = make();
    for (const text of ['O', 'On', 'One']) queue.add([set(text)], true);
    expect(sent).toHaveLength(0);
    expect(kept().map((act) => act.edits[0]!.value)).toEqual(['One']);
    timers.forEach((run) => run());
    expect(sent.map(({ edits }) => edits[0]!.value)).toEqual(['One']);
  });

  it('forgets what was typed and taken back', () => {
    const { queue, kept } = make();
    queue.add([set('Twoo', 'Two')], true);
    queue.add([set('Two', 'Twoo')], true);
    expect(kept()).toEqual([]);
  });

  it('shows the file as it will be', () => {
    const { queue } = make();
    queue.add([set('One')]);
    expect(valueAt(queue.view('programme.yaml', { sessions: [{ id: 'a' }] }), kTitle)).toBe('One');
    expect(queue.view('people.yaml', { people: [] })).toEqual({ people: [] });
  });

  it('tries again while the server cannot be reached, and after a reload', async () => {
    const { queue, sent, timers, kept } = make();
    queue.add([set('One')]);
    sent[0]!.fail(new ApiError(0, { title: 'unreachable' }));
    await settle();
    expect(queue.lost.get()).toBe(true);
    timers.forEach((run) => run());
    expect(sent).toHaveLength(2);
    const later = make();
    later.queue.restore(kept());
    expect(later.sent.map(({ edits }) => edits)).toEqual([[set('One')]]);
  });

  it('waits with what met another editor’s change, and goes on with the rest', async () => {
    const { queue, sent, state } = make();
    queue.add([set('Mine', 'Old')]);
    queue.add([set('Mine too', 'Mine')]);
    queue.add([set('Other', null, ['sessions', { id: 'b' }, 'title', 'en'])]);
    sent[0]!.fail(conflict('Theirs'));
    await settle();
    expect(sent[1]!.edits[0]!.value).toBe('Other');
    sent[1]!.answer({ revision: 5 });
    await settle();
    expect(sent).toHaveLength(2);
    expect(queue.acts.get()[0]!.conflicts[0]).toMatchObject({ yours: 'Mine', now: 'Theirs', by: 'mei' });
    expect(state()).toContain('saved');
  });

  it('takes what stands there already for saved: the answer to an earlier try was lost', async () => {
    const { queue, sent, state, kept } = make();
    queue.add([set('Mine', 'Old')]);
    sent[0]!.fail(new ApiError(409, { conflicts: [{ file: 'programme.yaml', path: kTitle, yours: 'Mine', was: 'Old', now: 'Mine', by: 'me' }] } as object));
    await settle();
    expect([state(), kept()]).toEqual(['saved', []]);
  });

  it('says of a further try that an earlier one may have arrived', async () => {
    const { queue, sent, timers } = make();
    queue.add([set('One')]);
    sent[0]!.fail(new ApiError(0, {}));
    await settle();
    timers.forEach((run) => run());
    expect(sent.map(({ again }) => again)).toEqual([false, true]);
  });

  it('sends mine again over what is there now, if I choose so', async () => {
    const { queue, sent } = make();
    queue.add([set('Mine', 'Old')]);
    sent[0]!.fail(conflict('Theirs'));
    await settle();
    queue.resolve(queue.acts.get()[0]!.number, 'yours');
    expect(sent[1]!.edits).toEqual([set('Mine', 'Theirs')]);
  });

  it('lets mine go, if I choose so', async () => {
    const { queue, sent, kept } = make();
    queue.add([set('Mine', 'Old')]);
    sent[0]!.fail(conflict('Theirs'));
    await settle();
    queue.resolve(queue.acts.get()[0]!.number, 'now');
    expect([sent.length, kept().length, queue.states.get().size]).toEqual([1, 0, 0]);
  });

  it('keeps what the server refuses until it is mended, compared with what the server still has', async () => {
    const { queue, sent, state } = make();
    queue.add([set('bad', 'Old')]);
    sent[0]!.fail(new ApiError(422, { title: 'not so' }));
    await settle();
    expect([state(), queue.acts.get()[0]!.problem]).toEqual(['refused', 'not so']);
    queue.add([set('good', 'bad')]);
    expect(sent[1]!.edits).toEqual([set('good', 'Old')]);
  });

  it('asks to sign in again and loses nothing', async () => {
    const { queue, sent, kept } = make();
    queue.add([set('One')]);
    sent[0]!.fail(new ApiError(401, { title: 'sign in' }));
    await settle();
    expect(kept()).toHaveLength(1);
    queue.retry();
    expect(sent).toHaveLength(2);
  });
});
