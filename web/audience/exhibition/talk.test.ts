import { describe, expect, it } from 'vitest';
import { ApiError } from '../../shared/api';
import { Talk, type TalkWorld } from './talk';

/** A server that keeps what it is told, unless it is away; a device that remembers; no time passes by itself. */
function world() {
  const kept = new Map<string, string>();
  const messages: { id: string; at: string; from: string; text: string }[] = [];
  const timers: (() => void)[] = [];
  let next = 0;
  const server = { away: false, refuses: 0, loses_answer: false, asked: [] as string[] };
  const world: TalkWorld = {
    async ask(path, options) {
      if (server.away) throw new ApiError(0, {});
      if (options?.method !== 'POST') return { messages, staff_on_duty: true, languages: [] };
      const { id, text } = options.body as { id: string; text: string };
      if (server.refuses) throw new ApiError(server.refuses, { detail: 'Too long.' });
      server.asked.push(id);
      if (!messages.some((one) => one.id === id)) messages.push({ id, at: '2020-07-23T01:00:00Z', from: 'visitor', text });
      if (server.loses_answer) {
        server.loses_answer = false;
        throw new ApiError(0, {});
      }
      void path;
      return {};
    },
    recall: (key) => kept.get(key) ?? null,
    remember: (key, value) => void (value === null ? kept.delete(key) : kept.set(key, value)),
    now: () => 0,
    id: () => `m${(next += 1)}`,
    setTimer: (run) => timers.push(run),
    clearTimer: () => undefined,
  };
  const settle = async () => {
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
  };
  return { world, server, messages, kept, settle, again: async () => { timers.shift()?.(); await settle(); } };
}

describe('talking to a booth', () => {
  it('sends in order, and shows what is not confirmed yet', async () => {
    const { world: at, messages, settle } = world();
    const talk = new Talk('acme', at);
    talk.say(' Hello ', 'en');
    talk.say('Do you ship?', 'en');
    expect(talk.unsent.get().map(({ text }) => text)).toEqual(['Hello', 'Do you ship?']);
    await settle();
    expect([messages.map(({ text }) => text), talk.unsent.get(), talk.conversation.get()?.messages.length]).toEqual([['Hello', 'Do you ship?'], [], 2]);
  });

  it('keeps what could not be sent, over a new page too, and sends it once', async () => {
    const { world: at, server, messages, settle, again } = world();
    server.away = true;
    const first = new Talk('acme', at);
    first.say('Kept', 'id');
    await settle();
    const second = new Talk('acme', at);
    expect([second.unsent.get().map(({ text }) => text), new Talk('other', at).unsent.get()]).toEqual([['Kept'], []]);
    server.away = false;
    await second.flush();
    await again();
    expect([messages.map(({ text }) => text), server.asked]).toEqual([['Kept'], ['m1', 'm1'].slice(0, server.asked.length)]);
  });

  it('says a thing once where only the answer was lost', async () => {
    const { world: at, server, messages, settle, again } = world();
    server.loses_answer = true;
    const talk = new Talk('acme', at);
    talk.say('Once', 'en');
    await settle();
    expect(talk.unsent.get().length).toBe(1);
    await again();
    expect([messages.length, server.asked, talk.unsent.get()]).toEqual([1, ['m1', 'm1'], []]);
  });

  it('gives back what the server will not take, and why', async () => {
    const { world: at, server, settle, kept } = world();
    server.refuses = 422;
    const talk = new Talk('acme', at);
    talk.say('Too long', 'en');
    await settle();
    expect([(talk.refused.get() as ApiError).message, talk.unsent.get(), kept.size]).toEqual(['Too long.', [], 0]);
  });

  it('tries again where it was only too soon', async () => {
    const { world: at, server, messages, settle, again } = world();
    server.refuses = 429;
    const talk = new Talk('acme', at);
    talk.say('Wait', 'en');
    await settle();
    expect([talk.refused.get(), talk.unsent.get().length]).toEqual([null, 1]);
    server.refuses = 0;
    await again();
    expect(messages.length).toBe(1);
  });
});
