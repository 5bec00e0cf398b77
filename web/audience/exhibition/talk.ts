import { ApiError } from '../../shared/api';
import { Cell } from '../../shared/cell';
import { readConversation } from './read';
import type { Conversation } from './types';

/** Words that the server has not confirmed yet. They are kept on the device until it has. */
export interface Unsent {
  exhibitor: string;
  id: string;
  text: string;
  language: string;
  at: string;
}

export interface TalkWorld {
  ask(path: string, options?: { method?: 'GET' | 'POST'; body?: unknown }): Promise<unknown>;
  recall(key: string): string | null;
  remember(key: string, value: string | null): void;
  now(): number;
  id(): string;
  setTimer(run: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

const kUnsent = 'plenary.unsent';
const kAgain_ms = 4000;
export const kMostLetters = 2000;

function readUnsent(text: string | null): Unsent[] {
  try {
    const all: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(all) ? all.filter((one): one is Unsent => typeof one?.id === 'string' && typeof one?.text === 'string' && typeof one?.exhibitor === 'string') : [];
  } catch {
    return [];
  }
}

/**
 * A visitor's conversation with a booth. What is said appears at once; it goes up in order, with an id that
 * lets the server know it again, and is tried until the server takes or refuses it.
 */
export class Talk {
  readonly conversation = new Cell<Conversation | null>(null);
  readonly unsent: Cell<readonly Unsent[]>;
  /** The error with which the server refused the last words; null where it did not. */
  readonly refused = new Cell<unknown>(null);
  /** The conversation could not be asked for. */
  readonly failed = new Cell(false);
  private sending = false;
  private timer: unknown = null;

  constructor(
    private readonly exhibitor: string,
    private readonly world: TalkWorld,
  ) {
    this.unsent = new Cell<readonly Unsent[]>(readUnsent(world.recall(kUnsent)).filter((one) => one.exhibitor === exhibitor));
  }

  private get path(): string {
    return `/api/v1/my/visit/conversations/${encodeURIComponent(this.exhibitor)}`;
  }

  async read(): Promise<void> {
    try {
      const conversation = readConversation(await this.world.ask(this.path));
      const here = new Set(conversation.messages.map(({ id }) => id));
      this.conversation.set(conversation);
      this.failed.set(false);
      this.keep(this.unsent.get().filter(({ id }) => !here.has(id)));
    } catch (error) {
      // Who has said nothing yet has no conversation.
      if (error instanceof ApiError && error.status === 404) this.conversation.set(readConversation({}));
      else this.failed.set(true);
    }
  }

  say(text: string, language: string): void {
    const words = text.trim();
    if (!words) return;
    this.refused.set(null);
    this.keep([...this.unsent.get(), { exhibitor: this.exhibitor, id: this.world.id(), text: words, language, at: new Date(this.world.now()).toISOString() }]);
    void this.flush();
  }

  /** Sends what is unsent, first things first. */
  async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let next = this.unsent.get()[0]; next; next = this.unsent.get()[0]) {
        const { id, text, language } = next;
        await this.world.ask(`${this.path}/messages`, { method: 'POST', body: { id, text, language } });
        await this.read();
        this.keep(this.unsent.get().filter((one) => one.id !== id));
      }
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      // What the server will never take is given back to its writer; all else is tried again.
      if (status >= 400 && status < 500 && status !== 429 && status !== 408) {
        this.refused.set(error);
        this.keep(this.unsent.get().slice(1));
      } else this.again();
    } finally {
      this.sending = false;
    }
  }

  stop(): void {
    if (this.timer !== null) this.world.clearTimer(this.timer);
    this.timer = null;
  }

  private again(): void {
    this.stop();
    this.timer = this.world.setTimer(() => void this.flush(), kAgain_ms);
  }

  private keep(mine: readonly Unsent[]): void {
    const others = readUnsent(this.world.recall(kUnsent)).filter((one) => one.exhibitor !== this.exhibitor);
    const all = [...others, ...mine];
    this.world.remember(kUnsent, all.length > 0 ? JSON.stringify(all) : null);
    if (mine.length !== this.unsent.get().length || mine.some((one, at) => one.id !== this.unsent.get()[at]?.id)) this.unsent.set(mine);
  }
}
