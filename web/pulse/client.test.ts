import { beforeEach, describe, expect, it } from 'vitest';
import { AudienceClient } from './client';
import { linesOf, type Echo } from './echo';
import { Outbox } from './outbox';
import { Summary } from './summary';
import { TestWorld } from './test_world';
import type { Beat, ChatMessage, Poll } from './wire';

const pulse = (seq: number, more: object = {}) => ({ v: 1, epoch: 'e1', stage: 'opening', seq, t: seq * 1000, ...more });
const message = (id: string): ChatMessage => ({ id, t: 1, by: 'b', name: 'Li', text: id });
const poll = { id: 'p3', kind: 'single', text: 'Which?', options: ['a', 'b'], state: 'open', show: 'live', votes: 0, results: null, closes: null } as Poll;

let world: TestWorld;
let client: AudienceClient;
let playing: boolean;
beforeEach(() => {
  world = new TestWorld();
  playing = true;
  client = new AudienceClient({ stage: 'opening', world, playing: () => playing });
  client.start();
  world.socket.events.open();
  world.say(pulse(10, { snapshot: true }));
});

const known = (): void => world.remember('plenary.ticket', 'T');

/** Time passes while the server goes on sending pulses. */
async function breathe(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 5000) {
    await world.pass(Math.min(left, 5000));
    world.say(pulse(10));
  }
}

const beats = (): Beat[] => world.socket.sent.map((text) => JSON.parse(text) as Beat);
const last = (): Beat => beats()[beats().length - 1]!;

describe('beats', () => {
  it('begin soon, carry what is known, and come as often as the server says', async () => {
    await world.pass(2000);
    expect(beats().length).toBe(1);
    expect(last()).toMatchObject({ ticket: null, playing: true, seen: 10, epoch: 'e1' });
    world.say({ ack: last().n, ticket: 'T', next: { ms: 20_000 } });
    await breathe(15_000);
    expect([beats().length, last().ticket]).toEqual([2, 'T']);
    await breathe(19_000);
    expect(beats().length).toBe(2);
    await world.pass(200);
    expect(beats().length).toBe(3);
  });

  it('tell soon that the player stopped', async () => {
    await world.pass(2000);
    playing = false;
    client.touch();
    await world.pass(2000);
    expect(beats().map((beat) => beat.playing)).toEqual([true, false]);
  });

  it('say nothing of playing once it is known that they stopped, nor where nothing ever played: another page may', async () => {
    await world.pass(2000);
    playing = false;
    client.touch();
    await breathe(20_000);
    expect(beats().map((beat) => beat.playing), 'not heard yet').toEqual([true, false, false]);
    world.say({ ack: last().n });
    await breathe(20_000);
    expect(beats().length).toBeGreaterThan(3);
    expect(last().playing).toBeUndefined();
    playing = true;
    client.touch();
    await world.pass(2000);
    expect(last().playing).toBe(true);
  });
});

describe('a raised hand', () => {
  it('goes down where a moderator lowers it', async () => {
    await world.pass(2000);
    world.say({ ack: last().n, ticket: 'T', you: {} });
    void client.raiseHand(true);
    expect(client.hand.get()).toBe(true);
    world.say({ ack: last().n, you: {} });
    expect(client.hand.get(), 'what is not answered yet is not taken back').toBe(true);
    await world.pass(2000);
    const id = last().acts![0]!.id;
    world.say({ ack: last().n, results: [{ id, ok: true }], you: { hand: true } });
    await world.pass(0);
    world.say({ ack: last().n, you: { hand: true } });
    expect(client.hand.get()).toBe(true);
    world.say({ ack: last().n, you: {} });
    expect(client.hand.get()).toBe(false);
  });
});

describe('a device that is new', () => {
  it('acts once it has its ticket: not known again, it would count twice', async () => {
    client.say('hello');
    await world.pass(0);
    expect([last().ticket, last().acts]).toEqual([null, undefined]);
    world.say({ ack: last().n, ticket: 'T' });
    await world.pass(0);
    expect(last()).toMatchObject({ ticket: 'T', acts: [{ do: 'say', text: 'hello' }] });
  });

  it('asks again where no answer came', async () => {
    client.say('hello');
    await world.pass(0);
    await world.pass(8000);
    expect([beats().length > 1, last().acts]).toEqual([true, undefined]);
    world.say({ ack: last().n, ticket: 'T' });
    await world.pass(0);
    expect(last().acts).toMatchObject([{ text: 'hello' }]);
  });

  it('keeps to the first of two tickets, and to the one that another page of it was given', async () => {
    client.say('hello');
    await world.pass(0);
    const first = last().n;
    await world.pass(8000);
    world.say({ ack: first, ticket: 'T' });
    await world.pass(0);
    world.say({ ack: last().n - 1, ticket: 'U' });
    await world.pass(8000);
    expect(last()).toMatchObject({ ticket: 'T', acts: [{ text: 'hello' }] });
    world.remember('plenary.ticket', 'V');
    world.say({ ack: last().n, ticket: 'W' });
    await breathe(15_000);
    expect([last().ticket, world.recall('plenary.ticket')]).toEqual(['V', 'V']);
  });

  it('acts again with a new ticket where its own is good no longer', async () => {
    known();
    client.say('hello');
    await world.pass(0);
    const { n, acts } = last();
    world.say({ ack: n, ticket: 'U', results: [{ id: acts![0]!.id, ok: false, error: 'ticket', retry_ms: 0 }] });
    await world.pass(1000);
    expect(last()).toMatchObject({ ticket: 'U', acts });
    expect(client.echoes.get()).toMatchObject([{ state: 'pending' }]);
  });

  it('acts all the same where nothing can be remembered', async () => {
    world.recall = () => null;
    client.say('hello');
    await world.pass(0);
    world.say({ ack: last().n, ticket: 'T' });
    await world.pass(0);
    expect(last()).toMatchObject({ ticket: 'T', acts: [{ text: 'hello' }] });
  });
});

describe('acts', () => {
  beforeEach(known);

  it('leave at once, and the next ones a second later', async () => {
    client.say('hello');
    await world.pass(0);
    expect(last().acts).toMatchObject([{ do: 'say', text: 'hello' }]);
    const act = last().acts![0]!;
    world.say({ ack: last().n, results: [{ id: act.id, ok: true, ref: 'm11', state: 'shown' }] });
    client.say('again');
    await world.pass(999);
    expect(beats().length).toBe(1);
    await world.pass(1);
    expect(last().acts).toMatchObject([{ text: 'again' }]);
  });

  it('go up again with the same id after a lost socket, and nothing is doubled', async () => {
    client.say('hello');
    await world.pass(0);
    const first = last().acts![0]!;
    world.socket.events.close(1006, '');
    await world.pass(500);
    world.socket.events.open();
    await world.pass(1000);
    expect(last().acts).toEqual([first]);
  });

  it('go up again when no answer came', async () => {
    client.say('hello');
    await world.pass(0);
    const first = last().acts![0]!;
    await world.pass(8000);
    expect(last().acts).toEqual([first]);
  });

  it('are posted while there is no socket', async () => {
    world.socket.events.close(1006, '');
    world.answerPost = (body) => {
      const { n, acts } = JSON.parse(body) as Beat;
      return { status: 202, retry_after_s: null, body: JSON.stringify({ ack: n, results: acts?.map(({ id }) => ({ id, ok: true, state: 'held', ref: 'm12' })) }) };
    };
    client.say('by post');
    await world.pass(0);
    expect([world.posted.length, client.echoes.get()[0]!.state]).toEqual([1, 'held']);
  });

  it('wait as long as a server asks that has too many', async () => {
    world.socket.events.close(1006, '');
    world.answerPost = () => ({ status: 429, body: '', retry_after_s: 7 });
    client.say('patience');
    await world.pass(0);
    const posts = () => world.posted.filter((text) => text.includes('patience')).length;
    expect(posts()).toBe(1);
    world.sockets.length = 1;
    await world.pass(400);
    expect(posts()).toBe(1);
  });
});

describe('the echo', () => {
  beforeEach(known);

  it('shows one’s own message at once, until the pulse shows it to all', async () => {
    client.say('hello');
    expect(client.echoes.get()).toMatchObject([{ text: 'hello', state: 'pending' }]);
    await world.pass(0);
    world.say({ ack: last().n, results: [{ id: last().acts![0]!.id, ok: true, ref: 'm11', state: 'shown' }] });
    await world.settle();
    expect(client.echoes.get()).toMatchObject([{ state: 'shown', ref: 'm11' }]);
    world.say(pulse(11, { chat: [message('m11')] }));
    expect(client.echoes.get()).toEqual([]);
  });

  it('says why a message was refused', async () => {
    client.ask('why?', true);
    await world.pass(0);
    expect(last().acts).toMatchObject([{ do: 'ask', anonymous: true }]);
    world.say({ ack: last().n, results: [{ id: last().acts![0]!.id, ok: false, error: 'word', detail: 'x' }] });
    await world.settle();
    expect(client.echoes.get()).toMatchObject([{ state: 'refused', error: 'word' }]);
  });

  it('goes with a message that was taken down', async () => {
    client.say('hello');
    await world.pass(0);
    world.say({ ack: last().n, results: [{ id: last().acts![0]!.id, ok: true, ref: 'm11', state: 'shown' }] });
    await world.settle();
    world.say(pulse(11, { tomb: ['m11'] }));
    expect(client.echoes.get()).toEqual([]);
  });

  it('stands among the others in the order of the journal, what is pending last', () => {
    const echo = (id: string, ref?: string): Echo => ({ id, kind: 'chat', text: id, at: 1, state: ref ? 'shown' : 'pending', ref });
    const lines = linesOf([message('m1'), message('m5'), message('m9')], [echo('x', 'm7'), echo('y')]);
    expect(lines.map((line) => (line.kind === 'message' ? line.message.id : line.echo.id))).toEqual(['m1', 'm5', 'x', 'm9', 'y']);
  });
});

describe('votes', () => {
  beforeEach(known);

  it('keep their receipt for the next visit', async () => {
    const voted = client.vote(poll, { choices: [1] });
    await world.pass(0);
    expect(last().acts).toMatchObject([{ do: 'vote', p: 'p3', choices: [1] }]);
    world.say({ ack: last().n, results: [{ id: last().acts![0]!.id, ok: true, receipt: 'R7' }] });
    await voted;
    const again = new AudienceClient({ stage: 'opening', world });
    expect(again.mine.get().votes).toEqual({ 'p3@Which?': { choices: [1], receipt: 'R7' } });
  });
});

describe('who is removed', () => {
  it('leaves and stays away', async () => {
    await world.pass(2000);
    world.say({ ack: last().n, you: { removed: true } });
    await world.pass(100_000);
    expect([client.link.get(), world.sockets.length]).toEqual(['removed', 1]);
  });
});

describe('the outbox', () => {
  it('sends four acts a beat, in order, and keeps those without a result', () => {
    let number = 0;
    const outbox = new Outbox(() => `id${(number += 1)}`);
    for (let q = 1; q <= 6; q += 1) void outbox.add({ do: 'upvote', q: `q${q}`, on: true });
    expect(outbox.take(1).map(({ id }) => id)).toEqual(['id1', 'id2', 'id3', 'id4']);
    outbox.settle(1, [{ id: 'id1', ok: true }, { id: 'id2', ok: true }, { id: 'id4', ok: true }]);
    expect(outbox.take(2).map(({ id }) => id)).toEqual(['id3', 'id5', 'id6']);
    outbox.fail();
    expect([outbox.inFlight, outbox.take(3).map(({ id }) => id)]).toEqual([false, ['id3', 'id5', 'id6']]);
  });

  it('makes one act of many claps', () => {
    const outbox = new Outbox(() => 'id');
    for (let clap = 0; clap < 12; clap += 1) void outbox.add({ do: 'react', kind: 'clap', count: 1 });
    expect(outbox.take(1).map((act) => act.do === 'react' && act.count)).toEqual([10, 2]);
  });
});

describe('a summary for screen readers', () => {
  it('speaks at most once per five seconds, of everything since', async () => {
    const told: string[][] = [];
    const summary = new Summary<string>((items) => told.push(items), world);
    summary.add(['a']);
    await world.pass(1000);
    summary.add(['b']);
    summary.add(['c', 'd']);
    await world.pass(3999);
    expect(told).toEqual([['a']]);
    await world.pass(1);
    expect(told).toEqual([['a'], ['b', 'c', 'd']]);
  });
});
