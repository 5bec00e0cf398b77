import { ApiError } from '../../shared/api';
import { Cell } from '../../shared/cell';

/** One thing on its way to the server; `key` names what it is about, such as a message or a lead. */
export interface Outgoing<T> {
  number: number;
  key: string;
  value: T;
  state: 'waiting' | 'sending' | 'refused';
  /** Why it was refused. */
  problem: string;
}

/** What an outbox needs from outside; tests bring their own. */
export interface OutboxWorld<T> {
  /** Resolves when the server has it durably. A second try of the same value must do no harm. */
  send(value: T, key: string): Promise<void>;
  /** What is on its way, kept over a reload. */
  keep(all: readonly Outgoing<T>[]): void;
  after(ms: number, run: () => void): void;
  /** A refusal in the writer's language; without it, in the server's words. */
  words?(error: ApiError): string;
}

const kRetry_ms = [500, 1000, 2000, 4000, 8000];
const kTyping_ms = 600;

/**
 * What is written goes to the server one after another and in order, and is tried until it is there. What
 * the server refuses stays, with its reason, until the writer takes it back; it holds up nothing else.
 */
export class Outbox<T> {
  readonly all = new Cell<readonly Outgoing<T>[]>([]);
  /** The server could not be reached with the last try. */
  readonly away = new Cell(false);
  private last = 0;
  private busy = false;
  private failures = 0;
  private turn = 0;

  constructor(private readonly world: OutboxWorld<T>) {}

  restore(all: readonly Outgoing<T>[]): void {
    this.publish([...this.all.get(), ...all.map((one) => ({ ...one, number: ++this.last, state: one.state === 'refused' ? one.state : ('waiting' as const) }))]);
    void this.pump();
  }

  put(key: string, value: T): void {
    this.publish([...this.all.get(), this.made(key, value)]);
    void this.pump();
  }

  /** As put, while somebody is typing: joined with what waits under the same key, and sent after a pause. */
  merge(key: string, value: T): void {
    const waits = this.all.get().find((one) => one.key === key && one.state !== 'sending');
    const rest = this.all.get().filter((one) => one !== waits);
    this.publish([...rest, this.made(key, waits ? { ...waits.value, ...value } : value)]);
    const turn = ++this.turn;
    this.world.after(kTyping_ms, () => turn === this.turn && void this.pump());
  }

  /** Takes one back before it is sent, or after it was refused. */
  drop(number: number): T | null {
    const found = this.all.get().find((one) => one.number === number && one.state !== 'sending');
    if (!found) return null;
    this.publish(this.all.get().filter((one) => one !== found));
    return found.value;
  }

  /** Tries again at once: after signing in, or when the network is back. */
  retry(): void {
    this.failures = 0;
    void this.pump();
  }

  private made(key: string, value: T): Outgoing<T> {
    return { number: ++this.last, key, value, state: 'waiting', problem: '' };
  }

  private async pump(): Promise<void> {
    const next = this.all.get().find((one) => one.state === 'waiting');
    if (this.busy || !next) return;
    this.busy = true;
    this.change(next.number, { state: 'sending' });
    let again_ms = 0;
    try {
      await this.world.send(next.value, next.key);
      this.failures = 0;
      this.away.set(false);
      this.publish(this.all.get().filter((one) => one.number !== next.number));
    } catch (error) {
      again_ms = this.failed(next, error);
    }
    this.busy = false;
    if (again_ms > 0) this.world.after(again_ms, () => void this.pump());
    else void this.pump();
  }

  private failed(one: Outgoing<T>, error: unknown): number {
    const status = error instanceof ApiError ? error.status : 0;
    if (status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)) {
      this.change(one.number, { state: 'refused', problem: this.world.words?.(error as ApiError) ?? (error as ApiError).message });
      return 0;
    }
    this.change(one.number, { state: 'waiting' });
    this.away.set(status === 0);
    return kRetry_ms[Math.min(this.failures++, kRetry_ms.length - 1)]!;
  }

  private change(number: number, to: Partial<Outgoing<T>>): void {
    this.publish(this.all.get().map((one) => (one.number === number ? { ...one, ...to } : one)));
  }

  private publish(all: readonly Outgoing<T>[]): void {
    this.world.keep(all);
    this.all.set(all);
  }
}
