import type { Answer, Socket, SocketEvents, World } from './world';

export interface TestSocket extends Socket {
  path: string;
  events: SocketEvents;
  sent: string[];
  closed: boolean;
}

/** A world with its own time: nothing happens until the test lets it. */
export class TestWorld implements World {
  time = 1_000_000;
  sockets: TestSocket[] = [];
  asked: string[] = [];
  posted: string[] = [];
  stored = new Map<string, string>();
  /** What GETs answer, by path; anything else is not found. `null`: unreachable. */
  files = new Map<string, unknown>();
  answerPost: (body: string) => Answer | null = () => null;
  private timers: { at: number; run: () => void }[] = [];

  now = () => this.time;
  random = () => 0.5;

  setTimer = (run: () => void, ms: number): unknown => {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return timer;
  };

  clearTimer = (timer: unknown): void => {
    this.timers = this.timers.filter((one) => one !== timer);
  };

  open = (path: string, events: SocketEvents): Socket => {
    const socket: TestSocket = {
      path, events, sent: [], closed: false,
      send: (text) => void socket.sent.push(text),
      close: () => void (socket.closed = true),
    };
    this.sockets.push(socket);
    return socket;
  };

  get = async (path: string): Promise<Answer> => {
    this.asked.push(path);
    const body = this.files.get(path);
    if (body === null) throw new Error('unreachable');
    return body === undefined ? { status: 404, body: '', retry_after_s: null } : { status: 200, body: JSON.stringify(body), retry_after_s: null };
  };

  post = async (path: string, body: string): Promise<Answer> => {
    this.posted.push(`${path} ${body}`);
    const answer = this.answerPost(body);
    if (!answer) throw new Error('unreachable');
    return answer;
  };

  recall = (key: string) => this.stored.get(key) ?? null;
  remember = (key: string, value: string | null): void => {
    if (value === null) this.stored.delete(key);
    else this.stored.set(key, value);
  };

  get socket(): TestSocket {
    return this.sockets[this.sockets.length - 1]!;
  }

  say(value: unknown): void {
    this.socket.events.message(JSON.stringify(value));
  }

  /** Lets time pass, timers and promises in their order. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await this.settle();
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await this.settle();
    }
    this.time = end;
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
  }
}
