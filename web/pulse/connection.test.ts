import { beforeEach, describe, expect, it } from 'vitest';
import { Connection } from './connection';
import { drainWait, pullWait, PulseClock, reconnectWait } from './pacing';
import { TestWorld } from './test_world';
import type { BeatAnswer } from './wire';

const pulse = (seq: number, more: object = {}) => ({ v: 1, epoch: 'e1', stage: 'opening', seq, t: seq * 1000, ...more });
const block = (index: number) => Array.from({ length: 8 }, (_, at) => pulse(index * 8 + at));

let world: TestWorld;
let answers: BeatAnswer[];
let told: unknown[];
let connection: Connection;
beforeEach(() => {
  world = new TestWorld();
  answers = [];
  told = [];
  connection = new Connection('opening', world, {
    answer: (answer) => answers.push(answer),
    socket: (open, renewed) => told.push(renewed ? 'renewed' : open),
  });
  connection.start();
});

const seq = () => connection.room.get()?.seq;
const open = () => {
  world.socket.events.open();
  world.say(pulse(40, { snapshot: true }));
};

describe('a connection by socket', () => {
  it('takes the snapshot and the pulses after it, and hands answers on', () => {
    open();
    world.say(pulse(41));
    world.say({ ack: 3 });
    expect([seq(), connection.link.get(), answers]).toEqual([41, 'live', [{ ack: 3 }]]);
  });

  it('does not mind what is no message', () => {
    open();
    for (const text of ['', '{', '[]', '42', 'null', '{"seq":"41","epoch":"e1"}']) world.socket.events.message(text);
    expect(seq()).toBe(40);
  });

  it('fills a gap by blocks and single pulses while newer ones wait', async () => {
    open();
    world.files.set('/p1/e1/opening/b/5', block(5)).set('/p1/e1/opening/n/48', pulse(48));
    world.say(pulse(49));
    world.say(pulse(50));
    expect(seq()).toBe(40);
    await world.settle();
    expect([seq(), world.asked]).toEqual([50, ['/p1/e1/opening/b/5', '/p1/e1/opening/n/48']]);
  });

  it('takes a snapshot where more than sixteen are missing', async () => {
    open();
    world.files.set('/p1/e1/opening/s/9', pulse(90, { snapshot: true, hands: 3 }));
    world.files.set('/p1/e1/opening/n/91', pulse(91));
    world.say(pulse(92));
    await world.settle();
    expect([seq(), connection.room.get()?.hands, world.asked]).toEqual([92, 3, ['/p1/e1/opening/s/9', '/p1/e1/opening/n/91']]);
  });

  it('stays where it is while nothing can be fetched, and tries again with the next pulse', async () => {
    open();
    world.files.set('/p1/e1/opening/n/41', null);
    world.say(pulse(42));
    await world.settle();
    expect(seq()).toBe(40);
    world.files.set('/p1/e1/opening/n/41', pulse(41)).set('/p1/e1/opening/n/42', pulse(42));
    world.say(pulse(43));
    await world.settle();
    expect(seq()).toBe(43);
  });

  it('reconnects after a spread wait, saying what it has', async () => {
    open();
    world.socket.events.close(1006, '');
    expect(connection.link.get()).toBe('lost');
    await world.pass(499);
    expect(world.sockets.length).toBe(1);
    await world.pass(1);
    expect(world.socket.path).toBe('/p1/ws?stage=opening&epoch=e1&after=40');
  });

  it('waits as long as a server asks that goes away', async () => {
    open();
    world.socket.events.close(1012, '{"delay_ms":7000}');
    await world.pass(6999);
    expect(world.sockets.length).toBe(1);
    await world.pass(1);
    expect(world.sockets.length).toBe(2);
  });

  it('stays away when it was removed', async () => {
    open();
    world.socket.events.close(4403, 'removed');
    await world.pass(600_000);
    expect([connection.link.get(), world.sockets.length]).toEqual(['removed', 1]);
  });

  it('comes back at once with what it has when its rights changed', async () => {
    open();
    world.socket.events.close(4205, 'rights changed');
    expect(connection.link.get()).toBe('live');
    await world.pass(0);
    expect(world.socket.path).toBe('/p1/ws?stage=opening&epoch=e1&after=40');
    world.socket.events.open();
    expect(told).toEqual([true, false, 'renewed']);
  });

  it('does not hurry back to a server that only says so', async () => {
    open();
    world.socket.events.close(4205, '');
    await world.pass(0);
    world.socket.events.close(4205, '');
    await world.pass(100);
    expect(world.sockets.length).toBe(2);
    await world.pass(500);
    expect(world.sockets.length).toBe(3);
  });

  it('gives a silent socket up', async () => {
    open();
    await world.pass(16_000);
    expect([world.sockets[0]!.closed, world.sockets.length]).toEqual([true, 2]);
  });
});

describe('a connection without sockets', () => {
  const now = (head: number) => ({ v: 1, epoch: 'e1', head, t: world.time - 200, t_srv: world.time, guard: 300, spread: 700, every: 1 });

  async function failSockets(): Promise<void> {
    for (let tries = 0; tries < 3; tries += 1) {
      world.socket.events.close(1006, '');
      if (tries < 2) await world.pass(4000);
    }
  }

  it('asks for pulse after pulse', async () => {
    world.files.set('/p1/opening/now', now(42));
    world.files.set('/p1/e1/opening/s/4', pulse(40, { snapshot: true }));
    for (const at of [41, 42, 43, 44]) world.files.set(`/p1/e1/opening/n/${at}`, { ...pulse(at), t: world.time + at });
    await failSockets();
    await world.pass(5000);
    expect([connection.link.get(), seq()]).toEqual(['polling', 44]);
  });

  it('asks for whole blocks from the moment the server says that many ask', async () => {
    world.files.set('/p1/opening/now', now(42));
    world.files.set('/p1/e1/opening/s/4', pulse(40, { snapshot: true }));
    const many = { next: { ms: 1000, guard: 300, spread: 5000, every: 8 } };
    const at = (seq: number, more: object = {}) => ({ ...pulse(seq, more), t: world.time + (seq - 42) * 1000 });
    for (const seq of [41, 42]) world.files.set(`/p1/e1/opening/n/${seq}`, at(seq));
    world.files.set('/p1/e1/opening/n/43', at(43, many));
    const rest = Array.from({ length: 8 }, (_, index) => at(40 + index, many));
    world.files.set('/p1/e1/opening/b/5', rest);
    await failSockets();
    const asked = world.asked.length;
    await world.pass(9000);
    const since = world.asked.slice(asked).filter((path) => /\/[nb]\/(?!41|42)/.test(path));
    expect([seq(), since]).toEqual([47, ['/p1/e1/opening/n/43', '/p1/e1/opening/b/5']]);
  });

  it('takes a stalled hold for what it is and skips to the head', async () => {
    world.files.set('/p1/opening/now', now(40));
    world.files.set('/p1/e1/opening/s/4', pulse(40, { snapshot: true }));
    world.files.set('/p1/e1/opening/n/41', { stall: 1, head: 40 });
    await failSockets();
    await world.pass(3000);
    expect([connection.link.get(), seq()]).toEqual(['polling', 40]);
  });

  it('tries the socket again later', async () => {
    world.files.set('/p1/opening/now', null);
    await failSockets();
    const tried = world.sockets.length;
    await world.pass(61_000);
    expect(world.sockets.length).toBe(tried + 1);
    open();
    expect(connection.link.get()).toBe('live');
  });
});

describe('waits', () => {
  it('grow to half a minute and are spread from nothing', () => {
    expect([0, 1, 4, 9, 40].map((failures) => reconnectWait(failures, 1))).toEqual([1000, 2000, 16_000, 30_000, 30_000]);
    expect(reconnectWait(9, 0)).toBe(0);
  });

  it('follow a server that goes away', () => {
    expect([drainWait('{"delay_ms":1234}', 0.5), drainWait('bye', 0.5), drainWait('{"delay_ms":-4}', 0.5)]).toEqual([1234, 2500, 2500]);
  });

  it('lead to the next pulse by the server’s clock', () => {
    const clock = new PulseClock();
    clock.learn(10_000, 1000, 1200);
    clock.learn(99_000, 1000, 9000);
    expect(clock.at(1100)).toBe(10_000);
    expect(pullWait(9500, 10_000, { ms: 1000, every: 1, guard: 300, spread: 700 }, 0.5)).toBe(1150);
  });
});
