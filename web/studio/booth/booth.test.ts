import { describe, expect, it } from 'vitest';
import { ApiError } from '../../shared/api';
import { testCatalogues } from '../../shared/catalogue_test';
import { kBoothCatalogues } from '../i18n/booth';
import { boothAddress, studioRoute } from '../router';
import { pagesFor } from '../access';
import type { Lead } from './booth_api';
import { lengthOf, pageLanguage } from './composing';
import { chosenLeads, tagsOf } from './leads';
import { Outbox, type Outgoing } from './outbox';

describe('the exhibitor’s messages', () => testCatalogues(kBoothCatalogues));

describe('addresses of a booth’s desk', () => {
  it('are a booth, a part and what is open in it', () => {
    expect(studioRoute('/studio/booth')).toEqual({ page: 'booth', exhibitor: null, part: 'today', id: null });
    expect(studioRoute('/studio/booth/acme/talk/v-1_x')).toEqual({ page: 'booth', exhibitor: 'acme', part: 'talk', id: 'v-1_x' });
    expect(studioRoute('/studio/booth/acme/nothing')).toEqual({ page: 'booth', exhibitor: 'acme', part: 'today', id: null });
    expect([boothAddress('acme'), boothAddress('acme', 'leads', 'l1')]).toEqual(['/studio/booth/acme', '/studio/booth/acme/leads/l1']);
  });

  it('are all that booth staff find in the studio', () => {
    expect(pagesFor({ name: 'Li', roles: ['exhibitor'], grants: ['exhibitor:booth/acme'], csrf: '' })).toEqual(['booth']);
  });
});

const lead = (id: string, rest: Partial<Lead> = {}): Lead => ({
  id, visitor: id, at: '2020-07-23T07:00:00Z', name: id, email: '', organisation: '', telephone: '', words: '', note: '', tags: [], rating: 0, ...rest,
});

describe('leads', () => {
  const all = [
    lead('a', { name: 'Ann Keller', note: 'Decides in autumn', tags: ['DACH', 'reseller'], rating: 4 }),
    lead('b', { name: 'Budi', organisation: 'PDAM Súrya', tags: ['reseller'], rating: 5, at: '2020-07-23T08:00:00Z' }),
    lead('c', { name: '周敏', organisation: '江南水务', at: '2020-07-22T08:00:00Z' }),
  ];
  const ids = (choice: Partial<Parameters<typeof chosenLeads>[1]>) => chosenLeads(all, { query: '', tag: '', at_least: 0, order: 'newest', ...choice }).map(({ id }) => id);

  it('are found by every word, in card, note and tags, in any script', () => {
    expect([ids({ query: 'keller AUTUMN' }), ids({ query: 'surya' }), ids({ query: '水务' }), ids({ query: 'keller surya' })]).toEqual([['a'], ['b'], ['c'], []]);
  });

  it('are sorted and narrowed', () => {
    expect([ids({}), ids({ order: 'rating' }), ids({ tag: 'reseller', at_least: 5 })]).toEqual([['b', 'a', 'c'], ['b', 'a', 'c'], ['b']]);
    expect(tagsOf(all)).toEqual(['reseller', 'DACH']);
  });
});

function box() {
  const sent: { value: { text: string }; key: string; done: () => Promise<void>; fail: (status: number, title?: string) => Promise<void> }[] = [];
  const later: (() => void)[] = [];
  let kept: readonly Outgoing<{ text: string }>[] = [];
  const settle = async (act: () => void) => {
    act();
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
  };
  const outbox = new Outbox<{ text: string }>({
    send: (value, key) => new Promise((resolve, reject) => {
      sent.push({ value, key, done: () => settle(() => resolve()), fail: (status, title = '') => settle(() => reject(new ApiError(status, { title }))) });
    }),
    keep: (all) => (kept = all),
    after: (_, run) => later.push(run),
  });
  return { outbox, sent, later, kept: () => kept.map(({ value, state }) => [value.text, state]) };
}

describe('what staff write', () => {
  it('goes one after another, and is kept until it is there', async () => {
    const { outbox, sent, kept } = box();
    outbox.put('v1', { text: 'one' });
    outbox.put('v1', { text: 'two' });
    expect([sent.length, kept()]).toEqual([1, [['one', 'sending'], ['two', 'waiting']]]);
    await sent[0]!.done();
    expect(sent[1]!.value.text).toBe('two');
    await sent[1]!.done();
    expect(kept()).toEqual([]);
  });

  it('is tried again while the server is away, and the same thing is sent', async () => {
    const { outbox, sent, later, kept } = box();
    outbox.put('v1', { text: 'one' });
    await sent[0]!.fail(0);
    expect([outbox.away.get(), kept()]).toEqual([true, [['one', 'waiting']]]);
    later.shift()!();
    await sent[1]!.done();
    expect([sent[1]!.value, outbox.away.get(), kept()]).toEqual([{ text: 'one' }, false, []]);
  });

  it('comes back to its writer where it is refused, and holds up nothing else', async () => {
    const { outbox, sent } = box();
    outbox.put('v1', { text: 'bad' });
    outbox.put('v2', { text: 'good' });
    await sent[0]!.fail(422, 'Not such words.');
    await sent[1]!.done();
    const [refused] = outbox.all.get();
    expect([refused?.state, refused?.problem]).toEqual(['refused', 'Not such words.']);
    expect([outbox.drop(refused!.number), outbox.all.get()]).toEqual([{ text: 'bad' }, []]);
  });

  it('is joined while somebody types, and sent after a pause', async () => {
    const { outbox, sent, later } = box();
    outbox.merge('l1', { text: 'No' });
    outbox.merge('l1', { text: 'Note' });
    later[0]!();
    expect(sent).toEqual([]);
    later[1]!();
    expect(sent.map(({ key, value }) => [key, value.text])).toEqual([['l1', 'Note']]);
    outbox.merge('l1', { text: 'Notes' });
    expect(outbox.all.get().length).toBe(2);
  });

  it('is taken up after a reload', async () => {
    const { outbox, sent } = box();
    outbox.restore([{ number: 9, key: 'v1', value: { text: 'left' }, state: 'sending', problem: '' }]);
    expect(sent.map(({ value }) => value.text)).toEqual(['left']);
  });

  it('is counted as the server counts', () => expect([lengthOf('a𠮷'), pageLanguage('id-ID'), pageLanguage('zh-Hans'), pageLanguage('fr')]).toEqual([2, 'id', 'zh', null]));
});
