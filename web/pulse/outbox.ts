import type { Act, ActResult, IdentifiedAct } from './wire';

interface Entry {
  act: IdentifiedAct;
  done: (result: ActResult) => void;
}

/** At most this many acts go up in one beat. */
const kActsInBeat = 4;
const kWaiting = 64;
const kReactions = 10;

/**
 * Acts on their way to the server. An act keeps its id until a result for it came, however often it
 * is sent: the server knows it again, so that nothing is said twice and nothing is lost.
 */
export class Outbox {
  private waiting: Entry[] = [];
  private flying = new Map<number, Entry[]>();

  constructor(private readonly makeId: () => string) {}

  add(act: Act): { id: string; result: Promise<ActResult> } {
    const merged = act.do === 'react' ? this.merge(act) : null;
    if (merged) return merged;
    const id = this.makeId();
    if (this.waiting.length >= kWaiting) return { id, result: Promise.resolve({ id, ok: false, error: 'too_fast' }) };
    const result = new Promise<ActResult>((done) => this.waiting.push({ act: { ...act, id }, done }));
    return { id, result };
  }

  /** Reactions of a kind that have not left yet become one. */
  private merge(act: Extract<Act, { do: 'react' }>): { id: string; result: Promise<ActResult> } | null {
    for (const { act: waiting } of this.waiting) {
      if (waiting.do !== 'react' || waiting.kind !== act.kind || waiting.count + act.count > kReactions) continue;
      waiting.count += act.count;
      return { id: waiting.id, result: new Promise(() => undefined) };
    }
    return null;
  }

  get idle(): boolean {
    return this.waiting.length === 0;
  }

  get inFlight(): boolean {
    return this.flying.size > 0;
  }

  /** What goes up with beat `n`, in the order it was done. */
  take(n: number): IdentifiedAct[] {
    const taken = this.waiting.splice(0, kActsInBeat);
    if (taken.length) this.flying.set(n, taken);
    return taken.map(({ act }) => act);
  }

  /** The answer to beat `n`. Acts without a result stay, and go up again. */
  settle(n: number, results: readonly ActResult[]): void {
    const by_id = new Map(results.map((result) => [result.id, result]));
    const answered = (entry: Entry) => {
      const result = by_id.get(entry.act.id);
      if (result) entry.done(result);
      return result !== undefined;
    };
    const flown = this.flying.get(n) ?? [];
    this.flying.delete(n);
    this.waiting = [...flown.filter((entry) => !answered(entry)), ...this.waiting.filter((entry) => !answered(entry))];
  }

  /** Beat `n` was not understood: sending its acts again would help nobody. */
  refuse(n: number): void {
    const refused = this.flying.get(n) ?? [];
    this.flying.delete(n);
    for (const { act, done } of refused) done({ id: act.id, ok: false, error: 'malformed' });
  }

  /** Beat `n`, or every beat, may not have arrived: its acts wait again, before those done later. */
  fail(n?: number): void {
    const lost = [...this.flying.entries()].filter(([beat]) => n === undefined || beat === n);
    for (const [beat] of lost) this.flying.delete(beat);
    this.waiting = [...lost.sort(([a], [b]) => a - b).flatMap(([, entries]) => entries), ...this.waiting];
  }
}
