import { ApiError } from '../../shared/api';
import { Cell } from '../../shared/cell';
import { applied, fieldKey, same, type Edit, type Value } from './path';

/** What became of a field's last change. */
export type SaveState = 'waiting' | 'saving' | 'saved' | 'conflict' | 'refused';

/** One act of the editor: edits that go together, in one request. */
export interface Act {
  number: number;
  edits: Edit[];
  state: 'waiting' | 'saving' | 'conflict' | 'refused';
  conflicts: Conflict[];
  problem: string;
  /** A try went out whose answer never came. */
  uncertain?: boolean;
}

/** Somebody else changed a place between the editor's reading and writing. */
export interface Conflict {
  file: string;
  path: Edit['path'];
  yours: Value | undefined;
  was: Value | undefined;
  now: Value | undefined;
  by: string;
}

/** What the server says after edits. */
export interface Answer {
  revision: number;
  mistakes?: unknown[];
  /** The server had the edits from an earlier try. */
  already?: boolean;
}

/** What the queue needs from outside; tests bring their own. */
export interface EditWorld {
  /**
   * Resolves when the server has the edits durably; fails with ApiError. `again`: an earlier try may have
   * arrived though its answer did not, and nothing may be done twice.
   */
  send(edits: Edit[], again: boolean): Promise<Answer>;
  /** The edits not yet answered, kept over a reload. */
  keep(acts: Act[]): void;
  after(ms: number, run: () => void): void;
  /** The server has an edit: the file as it was read before is now this edit further on. */
  done(edits: Edit[], answer: Answer): void;
}

const kTyping_ms = 700;
const kRetry_ms = [500, 1000, 2000, 4000, 8000];

/**
 * The edits on their way to the server, one request at a time and in order. What is not answered is kept
 * over a reload; what the server refuses or finds in conflict stays until the editor has decided, and
 * holds up nothing but itself and later acts upon the same places.
 */
export class EditQueue {
  readonly acts = new Cell<readonly Act[]>([]);
  readonly states = new Cell<ReadonlyMap<string, SaveState>>(new Map());
  /** The server could not be reached with the last request. */
  readonly lost = new Cell(false);
  private last = 0;
  private busy = false;
  private failures = 0;
  private turn = 0;

  constructor(private readonly world: EditWorld) {}

  /** Takes up what an earlier visit left. */
  restore(acts: readonly Act[]): void {
    if (acts.length === 0) return;
    const taken = acts.map((act) => (
      { ...act, number: ++this.last, ...(act.state === 'saving' ? { state: 'waiting' as const, uncertain: true } : {}) }
    ));
    this.publish([...this.acts.get(), ...taken]);
    void this.pump();
  }

  /**
   * Adds an act. A waiting change of the same single field is replaced: only its newest words
   * matter.
   */
  add(edits: Edit[], typing = false): void {
    this.put(edits);
    const turn = ++this.turn;
    // Whoever is typing is not sent letter by letter; what is typed is kept from the first letter on.
    if (typing) this.world.after(kTyping_ms, () => turn === this.turn && void this.pump());
    else void this.pump();
  }

  private put(edits: Edit[]): void {
    if (edits.length === 0) return;
    const only = edits.length === 1 ? edits[0]! : null;
    const rest = this.acts.get().filter((act) => act.state !== 'refused' || !only || !this.isFor(act, only));
    const before = only && replaces(only) ? rest[rest.length - 1] : undefined;
    if (only && before && before.state === 'waiting' && this.isFor(before, only)) {
      const edit = { ...only, was: before.edits[0]!.was };
      if (same(edit.was, edit.value)) return this.publish(rest.slice(0, -1));
      return this.publish([...rest.slice(0, -1), { ...before, edits: [edit] }]);
    }
    // After a refusal the server still has what it had: that is what the next try is compared with.
    const refused = only ? this.acts.get().find((act) => act.state === 'refused' && this.isFor(act, only)) : undefined;
    const first = refused && only ? [{ ...only, was: refused.edits[0]!.was }] : edits;
    this.publish([...rest, { number: ++this.last, edits: first, state: 'waiting', conflicts: [], problem: '' }]);
  }

  /** The editor's choice in a conflict: the own words over what is there now, or what is there now. */
  resolve(number: number, keep: 'yours' | 'now'): void {
    const act = this.acts.get().find((one) => one.number === number);
    if (!act || act.state !== 'conflict') return;
    if (keep === 'now') return this.drop(number);
    const edits = act.edits.map((edit) => {
      const found = act.conflicts.find((conflict) => fieldKey(conflict.file, conflict.path) === fieldKey(edit.file, edit.path));
      return found ? { ...edit, was: found.now ?? null } : edit;
    });
    this.change(number, { edits, state: 'waiting', conflicts: [] });
    void this.pump();
  }

  /** Gives up an act that the server would not take. */
  drop(number: number): void {
    this.publish(this.acts.get().filter((act) => act.number !== number));
    void this.pump();
  }

  /** A file with what is on its way, as the editor sees it. */
  view(file: string, base: Value | undefined): Value | undefined {
    let value = base;
    for (const act of this.acts.get()) {
      for (const edit of act.edits) if (edit.file === file) value = applied(value, edit);
    }
    return value;
  }

  /** Tries again at once: after signing in, or when the network is back. */
  retry(): void {
    this.failures = 0;
    void this.pump();
  }

  private isFor(act: Act, edit: Edit): boolean {
    return act.edits.length === 1 && act.edits[0]!.op === edit.op && same(act.edits[0]!.path, edit.path) && act.edits[0]!.file === edit.file;
  }

  /** The first act that waits for nothing else. */
  private next(): Act | undefined {
    const held: Edit[] = [];
    for (const act of this.acts.get()) {
      const waits = act.edits.some((edit) => held.some((other) => other.file === edit.file && touches(other, edit)));
      if (act.state === 'waiting' && !waits) return act;
      held.push(...act.edits);
    }
    return undefined;
  }

  private async pump(): Promise<void> {
    if (this.busy) return;
    const act = this.next();
    if (!act) return;
    this.busy = true;
    this.change(act.number, { state: 'saving' });
    let again_ms = 0;
    try {
      const answer = await this.world.send(act.edits, act.uncertain ?? false);
      this.failures = 0;
      this.lost.set(false);
      this.world.done(act.edits, answer);
      this.publish(this.acts.get().filter((one) => one.number !== act.number), act.edits);
    } catch (error) {
      again_ms = this.failed(act, error);
    }
    this.busy = false;
    if (again_ms > 0) this.world.after(again_ms, () => void this.pump());
    else await this.pump();
  }

  /** What to do after a failure: the wait before the next try, or 0 where the act now waits for the editor. */
  private failed(act: Act, error: unknown): number {
    const status = error instanceof ApiError ? error.status : 0;
    const conflicts = error instanceof ApiError ? (error.problem as { conflicts?: Conflict[] }).conflicts : undefined;
    if (status === 409 && conflicts?.length && conflicts.every((one) => same(one.yours, one.now))) {
      // What stands there is what was to stand there: an earlier try had arrived.
      this.world.done(act.edits, { revision: -1, already: true });
      this.publish(this.acts.get().filter((one) => one.number !== act.number), act.edits);
      return 0;
    }
    if (status === 409 && conflicts?.length) {
      const whole = conflicts.map((one) => ({ ...one, file: one.file ?? act.edits[0]!.file }));
      this.change(act.number, { state: 'conflict', conflicts: whole });
      return 0;
    }
    const hopeless = status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
    if (hopeless) {
      this.change(act.number, { state: 'refused', problem: (error as ApiError).message });
      return 0;
    }
    this.change(act.number, { state: 'waiting', ...(status === 401 ? {} : { uncertain: true }) });
    this.lost.set(status === 0);
    return kRetry_ms[Math.min(this.failures++, kRetry_ms.length - 1)]!;
  }

  private change(number: number, to: Partial<Act>): void {
    this.publish(this.acts.get().map((act) => (act.number === number ? { ...act, ...to } : act)));
  }

  private publish(acts: readonly Act[], saved: Edit[] = []): void {
    this.world.keep([...acts]);
    const states = new Map([...this.states.get()].filter(([, state]) => state === 'saved'));
    for (const edit of saved) states.set(fieldKey(edit.file, edit.path), 'saved');
    for (const act of acts) for (const edit of act.edits) states.set(fieldKey(edit.file, edit.path), act.state);
    this.acts.set(acts);
    this.states.set(states);
  }
}

const replaces = (edit: Edit): boolean => edit.op === 'set' || edit.op === 'text';

/** Whether one edit's place is the other's, above it, or below it. */
function touches(one: Edit, other: Edit): boolean {
  const a = fieldKey(one.file, one.path);
  const b = fieldKey(other.file, other.path);
  return a === b || a.startsWith(b.endsWith('#') ? b : `${b}/`) || b.startsWith(a.endsWith('#') ? a : `${a}/`);
}
