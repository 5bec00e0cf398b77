import { kBrowser, type PollWorld } from '../shared/poll';

export interface Answer {
  status: number;
  body: string;
  retry_after_s: number | null;
}

export interface SocketEvents {
  open(): void;
  message(text: string): void;
  close(code: number, reason: string): void;
}

export interface Socket {
  send(text: string): void;
  close(): void;
}

/** What the audience's client needs from the browser; tests bring their own. */
export interface World extends PollWorld {
  now(): number;
  open(path: string, events: SocketEvents): Socket;
  /** Rejects only if no answer came. */
  get(path: string): Promise<Answer>;
  post(path: string, body: string, csrf: string): Promise<Answer>;
  recall(key: string): string | null;
  remember(key: string, value: string | null): void;
}

const kTimeout_ms = 10_000;

async function ask(path: string, init: RequestInit): Promise<Answer> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), kTimeout_ms);
  try {
    const response = await fetch(path, { ...init, signal: abort.signal });
    const after = Number(response.headers.get('retry-after'));
    return { status: response.status, body: await response.text(), retry_after_s: after > 0 ? after : null };
  } finally {
    clearTimeout(timer);
  }
}

export function browserWorld(storage: Pick<World, 'recall' | 'remember'>): World {
  return {
    ...kBrowser,
    ...storage,
    now: Date.now,
    open(path, events) {
      const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`);
      socket.onopen = () => events.open();
      socket.onmessage = ({ data }) => {
        if (typeof data === 'string') events.message(data);
      };
      socket.onclose = ({ code, reason }) => events.close(code, reason);
      return socket;
    },
    // Pulses are the same for all: no cookie goes with the question.
    get: (path) => ask(path, { credentials: 'omit' }),
    post: (path, body, csrf) =>
      ask(path, {
        method: 'POST',
        body,
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json', ...(csrf ? { 'x-plenary-csrf': csrf } : {}) },
      }),
  };
}
