import type { Choice, DeskInput, StageDesk } from '../shared/api';

/** What an organiser's hand can do to a stage. */
export type Action =
  | { kind: 'choice'; choice: Choice }
  | { kind: 'open' }
  | { kind: 'close' }
  | { kind: 'play'; input: string; play: boolean }
  | { kind: 'start'; session: string }
  | { kind: 'end'; session: string }
  | { kind: 'extend'; session: string; minutes: number }
  /** An item of the running order begins; `mark: false` takes that back. */
  | { kind: 'item'; session: string; item: string; mark: boolean };

/** Where an action goes, and with what. */
export function requestOf(stage: string, action: Action): { path: string; body: unknown; method?: 'DELETE' } {
  const at = `/api/v1/desk/stages/${encodeURIComponent(stage)}`;
  switch (action.kind) {
    case 'choice':
      return {
        path: `${at}/choice`,
        body: action.choice.kind === 'input' ? action.choice : { kind: action.choice.kind },
      };
    case 'open':
    case 'close':
      return { path: `${at}/${action.kind}`, body: {} };
    case 'play':
      return { path: `${at}/inputs/${encodeURIComponent(action.input)}/play`, body: { play: action.play } };
    case 'start':
    case 'end':
      return { path: `/api/v1/desk/sessions/${encodeURIComponent(action.session)}/${action.kind}`, body: {} };
    case 'item':
      return {
        path: `/api/v1/desk/sessions/${encodeURIComponent(action.session)}/items/${encodeURIComponent(action.item)}/start`,
        body: {},
        ...(action.mark ? {} : { method: 'DELETE' as const }),
      };
    case 'extend':
      return {
        path: `/api/v1/desk/sessions/${encodeURIComponent(action.session)}/extend`,
        body: { minutes: action.minutes },
      };
  }
}

/** What would take an action back, seen from the desk before it; null where nothing can or should. */
export function undoOf(action: Action, before: StageDesk): Action | null {
  if (action.kind === 'choice') return { kind: 'choice', choice: before.choice };
  if (action.kind === 'play') return { ...action, play: !action.play };
  if (action.kind === 'item' && action.mark) return { ...action, mark: false };
  return null;
}

/** Actions that viewers cannot be spared from once done: the desk asks first. */
export const needsConfirmation = (action: Action): boolean => action.kind === 'close' || action.kind === 'end';

export interface LogEntry {
  number: number;
  /** Conference time. */
  at_ms: number;
  action: Action;
  undo: Action | null;
  undone: boolean;
  outcome: 'pending' | 'done' | 'failed';
  problem: string;
}

const kLogLength = 50;

export function logged(log: readonly LogEntry[], entry: LogEntry): LogEntry[] {
  return [entry, ...log].slice(0, kLogLength);
}

export function settled(log: readonly LogEntry[], number: number, outcome: LogEntry['outcome'], problem = ''): LogEntry[] {
  return log.map((entry) => (entry.number === number ? { ...entry, outcome, problem } : entry));
}

/** Only the newest effective change of its kind may be undone: an older one would undo the newer too. */
export function undoable(log: readonly LogEntry[], entry: LogEntry): boolean {
  if (!entry.undo || entry.undone || entry.outcome !== 'done') return false;
  const target = (one: LogEntry) => (one.action.kind === 'play' ? `play ${one.action.input}` : one.action.kind);
  return log.find((one) => one.outcome === 'done' && target(one) === target(entry)) === entry;
}

/** The input that a number key takes: 1 is the first, 9 the ninth. */
export function inputOfKey(key: string, inputs: readonly DeskInput[]): DeskInput | null {
  return /^[1-9]$/.test(key) ? (inputs[Number(key) - 1] ?? null) : null;
}

/** What a key asks of the desk. */
export function choiceOfKey(key: string, inputs: readonly DeskInput[]): Choice | null {
  const input = inputOfKey(key, inputs);
  if (input) return { kind: 'input', input: input.id };
  if (key.toLowerCase() === 's') return { kind: 'slate', input: null };
  if (key.toLowerCase() === 'a') return { kind: 'automatic', input: null };
  return null;
}
