import { numberOf, type Room } from './room';
import type { ActResult, ChatMessage, Question, Refusal } from './wire';

/** What this viewer said or asked, from the moment it was sent until the pulse shows it to all. */
export interface Echo {
  id: string;
  kind: 'chat' | 'question';
  text: string;
  re?: string;
  anonymous?: boolean;
  at: number;
  state: 'pending' | 'shown' | 'held' | 'refused';
  ref?: string;
  error?: Refusal;
  detail?: string;
}

const kKept = 30;

export const echoed = (echoes: readonly Echo[], echo: Echo): Echo[] => [...echoes, echo].slice(-kKept);

export function answered(echoes: readonly Echo[], id: string, result: ActResult): Echo[] {
  return echoes.map((echo) => {
    if (echo.id !== id) return echo;
    if (result.ok) return { ...echo, state: result.state ?? 'shown', ref: result.ref };
    return { ...echo, state: 'refused', error: result.error, detail: result.detail };
  });
}

/**
 * Forgets echoes that the room shows by now, or that were taken down. A message of a sampled room
 * may never come: its author goes on seeing it.
 */
export function settled(echoes: readonly Echo[], room: Pick<Room, 'chat' | 'questions' | 'gone'>): Echo[] {
  const known = new Set([...room.chat.map(({ id }) => id), ...room.questions.map(({ id }) => id), ...room.gone]);
  const left = echoes.filter(({ ref }) => ref === undefined || !known.has(ref));
  return left.length === echoes.length ? (echoes as Echo[]) : left;
}

export type Line = { kind: 'message'; message: ChatMessage } | { kind: 'echo'; echo: Echo };

/** The room's chat with the own messages between: numbered ones in their place, the others last. */
export function linesOf(chat: readonly ChatMessage[], echoes: readonly Echo[]): Line[] {
  const lines: Line[] = chat.map((message) => ({ kind: 'message', message }));
  const own = echoes.filter(({ kind }) => kind === 'chat');
  for (const echo of own) {
    const number = echo.ref ? numberOf(echo.ref) : Infinity;
    let at = lines.length;
    while (at > 0 && placeOf(lines[at - 1]!) > number) at -= 1;
    lines.splice(at, 0, { kind: 'echo', echo });
  }
  return lines;
}

function placeOf(line: Line): number {
  const id = line.kind === 'message' ? line.message.id : line.echo.ref;
  return id ? numberOf(id) : Infinity;
}

/** Own questions that nobody else sees yet. */
export const ownQuestions = (questions: readonly Question[], echoes: readonly Echo[]): Echo[] => {
  const known = new Set(questions.map(({ id }) => id));
  return echoes.filter(({ kind, ref }) => kind === 'question' && (ref === undefined || !known.has(ref)));
};
