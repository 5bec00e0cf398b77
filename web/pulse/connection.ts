import { Cell } from '../shared/cell';
import { drainWait, pullWait, PulseClock, reconnectWait } from './pacing';
import { step, type Room, type Step } from './room';
import { isPulse, readMessage, type BeatAnswer, type Now, type Pacing, type Pulse, type Stall } from './wire';
import type { Socket, World } from './world';

/** `polling`: sockets do not get through, pulses are asked for one by one. */
export type Link = 'connecting' | 'live' | 'polling' | 'lost' | 'removed';

/** As many pulses as one block has. */
const kBlock = 8;
/** Pulses that may be fetched one after the other; beyond, a snapshot is cheaper. */
const kGap = 16;
/** A server that says nothing this long is gone: pulses come at least each 5 s. */
const kQuiet_ms = 15_000;
/** Sockets that failed before saying anything, until pulses are polled instead. */
const kSocketTries = 3;
/** Close codes of our own: other rights, come back at once; banned, do not come back. */
const kRenew = 4205;
const kRemoved = 4403;
const kSocketAgain_ms = 60_000;

export interface Hooks {
  answer(answer: BeatAnswer): void;
  /**
   * A socket is open, or the socket is gone: what flew on it may be lost. `renewed`: the server had asked to come
   * back because this viewer's rights are others.
   */
  socket(open: boolean, renewed?: boolean): void;
}

const pulsesOf = (value: unknown): Pulse[] => (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isPulse);

/**
 * Keeps a room up to date: by a socket, with repaired gaps, or, where sockets fail, by paced
 * questions that any cache can answer. Never gives up, except when the viewer was removed.
 */
export class Connection {
  readonly room = new Cell<Room | null>(null);
  readonly link = new Cell<Link>('connecting');
  private socket: Socket | null = null;
  private ready = false;
  /** Grows whenever what runs now must stop: an await that returns into another life ends itself. */
  private life = 0;
  private failures = 0;
  private renewed = false;
  private mute_sockets = 0;
  private timer: unknown = null;
  private watch: unknown = null;
  private again: unknown = null;
  private late: Pulse[] | null = null;
  private pacing: Required<Pacing> = { ms: 1000, guard: 300, spread: 700, every: 1 };
  private readonly clock = new PulseClock();

  constructor(
    private readonly stage: string,
    private readonly world: World,
    private readonly hooks: Hooks,
  ) {}

  start(): void {
    this.stop();
    this.link.set('connecting');
    this.mute_sockets = 0;
    this.connect();
  }

  stop(): void {
    this.life += 1;
    for (const timer of [this.timer, this.watch, this.again]) if (timer !== null) this.world.clearTimer(timer);
    this.timer = this.watch = this.again = null;
    this.late = null;
    this.drop();
  }

  /** Sends over the socket; false if there is none. */
  send(text: string): boolean {
    if (!this.socket || !this.ready) return false;
    this.socket.send(text);
    return true;
  }

  /** The server said in an answer that this viewer is out. */
  remove(): void {
    this.stop();
    this.link.set('removed');
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    if (this.ready) {
      this.ready = false;
      this.hooks.socket(false);
    }
    socket?.close();
  }

  // By socket.

  private connect(): void {
    const life = ++this.life;
    const room = this.room.get();
    const known = room ? `&epoch=${encodeURIComponent(room.epoch)}&after=${room.seq}` : '';
    let heard = false;
    this.listen(life);
    this.socket = this.world.open(`/p1/ws?stage=${encodeURIComponent(this.stage)}${known}`, {
      open: () => {
        if (life !== this.life) return;
        this.ready = true;
        this.hooks.socket(true, this.renewed);
        this.renewed = false;
      },
      message: (text) => {
        if (life !== this.life) return;
        heard = true;
        this.failures = this.mute_sockets = 0;
        this.listen(life);
        this.hear(text, life);
      },
      close: (code, reason) => {
        if (life === this.life) this.onClose(code, reason, heard);
      },
    });
  }

  private hear(text: string, life: number): void {
    const message = readMessage(text);
    if (message?.kind === 'answer') this.hooks.answer(message.answer);
    if (message?.kind !== 'pulse') return;
    if (this.link.get() !== 'removed') this.link.set('live');
    this.take(message.pulse, life);
  }

  private onClose(code: number, reason: string, heard: boolean): void {
    if (!heard) this.mute_sockets += 1;
    this.stop();
    if (code === kRemoved) return this.link.set('removed');
    if (code === 1012) return this.connectIn(drainWait(reason, this.world.random()));
    if (code === kRenew) {
      this.renewed = true;
      // A server that goes on saying so is no reason to hurry.
      return this.connectIn(heard ? 0 : reconnectWait(this.failures++, this.world.random()));
    }
    if (this.mute_sockets >= kSocketTries) return void this.poll();
    this.link.set(this.room.get() ? 'lost' : 'connecting');
    this.connectIn(reconnectWait(this.failures++, this.world.random()));
  }

  private connectIn(ms: number): void {
    this.timer = this.world.setTimer(() => this.connect(), ms);
  }

  private listen(life: number): void {
    if (this.watch !== null) this.world.clearTimer(this.watch);
    this.watch = this.world.setTimer(() => {
      if (life === this.life) this.onClose(1006, '', this.ready);
    }, kQuiet_ms);
  }

  // What a pulse does.

  private take(pulse: Pulse, life: number): void {
    if (this.late) {
      this.late.push(pulse);
      return;
    }
    const taken = this.apply(pulse);
    if (taken.kind === 'gap' || taken.kind === 'stranger') void this.repair(pulse, life);
  }

  /** Fetches what is missing while newer pulses wait. Failing that, the next pulse tries again. */
  private async repair(pulse: Pulse, life: number): Promise<void> {
    this.late = [pulse];
    await this.catchUp(pulse.epoch, pulse.seq - 1, life).catch(() => undefined);
    if (life !== this.life) return;
    const late = this.late;
    this.late = null;
    for (const one of late) this.apply(one);
  }

  private apply(pulse: Pulse): Step {
    const taken = step(this.room.get(), pulse);
    if (taken.kind === 'next') {
      this.room.set(taken.room);
      this.obey(pulse.next);
    }
    return taken;
  }

  private obey(said: Partial<Pacing> | undefined): void {
    if (!said) return;
    const least = { ms: 100, guard: 0, spread: 0, every: 1 };
    for (const key of ['ms', 'guard', 'spread', 'every'] as const) {
      const value = said[key];
      if (typeof value === 'number' && Number.isFinite(value)) this.pacing[key] = Math.max(least[key], value);
    }
  }

  /** Brings the room to `head`: up to 16 pulses by blocks, more by a snapshot first. */
  private async catchUp(epoch: string, head: number, life: number): Promise<void> {
    const base = `/p1/${encodeURIComponent(epoch)}/${encodeURIComponent(this.stage)}`;
    const seq = () => {
      const room = this.room.get();
      return room?.epoch === epoch ? room.seq : null;
    };
    if (seq() === null || head - seq()! > kGap) {
      const at = Math.floor(head / 10);
      if (!(await this.fetch(`${base}/s/${at}`, life))) await this.fetch(`${base}/s/${at - 1}`, life);
    }
    let tried = -1;
    for (let before = seq(); before !== null && before < head && head - before <= kGap; ) {
      const next = before + 1;
      const block = next >> 3;
      const whole = block !== tried && block * 8 + 7 <= head;
      tried = block;
      if (!whole || !(await this.fetch(`${base}/b/${block}`, life))) await this.fetch(`${base}/n/${next}`, life);
      const now = seq();
      if (life !== this.life || now === null || now <= before) return;
      before = now;
    }
  }

  /** Applies a stored pulse, block or snapshot; false if it moved nothing. */
  private async fetch(path: string, life: number): Promise<boolean> {
    const answer = await this.world.get(path);
    if (life !== this.life || answer.status !== 200) return false;
    const value: unknown = JSON.parse(answer.body);
    let moved = false;
    for (const pulse of pulsesOf(value)) moved = this.apply(pulse).kind === 'next' || moved;
    return moved;
  }

  // By questions.

  private async poll(): Promise<void> {
    const life = ++this.life;
    this.again = this.world.setTimer(() => {
      if (life !== this.life) return;
      this.stop();
      this.mute_sockets = kSocketTries - 1;
      this.connect();
    }, kSocketAgain_ms);
    while (life === this.life) {
      try {
        await this.pollRun(life);
      } catch {
        if (life === this.life) this.link.set(this.room.get() ? 'lost' : 'connecting');
      }
      if (life === this.life) await this.sleep(reconnectWait(this.failures++, this.world.random()));
    }
  }

  /** Asks pulse by pulse until the run of the server ends or something fails. */
  private async pollRun(life: number): Promise<void> {
    const asked = this.world.now();
    const answer = await this.world.get(`/p1/${encodeURIComponent(this.stage)}/now`);
    if (answer.status !== 200) throw new Error(`now: ${answer.status}`);
    const now = JSON.parse(answer.body) as Now;
    this.clock.learn(now.t_srv, asked, this.world.now());
    this.obey(now);
    await this.catchUp(now.epoch, now.head, life);
    while (life === this.life) {
      const room = this.room.get();
      if (!room || room.epoch !== now.epoch) return;
      this.failures = 0;
      this.link.set('polling');
      const { pacing } = this;
      const blocks = pacing.every >= kBlock;
      // Of a block the last pulse is waited for: then all of it is there.
      const next = blocks ? Math.floor((room.seq + 1) / kBlock) * kBlock + kBlock - 1 : room.seq + pacing.every;
      const plan = { ...pacing, every: next - room.seq };
      await this.sleep(pullWait(room.t, this.clock.at(this.world.now()), plan, this.world.random()));
      if (life !== this.life) return;
      const what = blocks ? `b/${Math.floor(next / kBlock)}` : `n/${next}`;
      const found = await this.world.get(`/p1/${encodeURIComponent(now.epoch)}/${encodeURIComponent(this.stage)}/${what}`);
      if (life !== this.life) return;
      if (found.status === 410) return void (await this.sleep(this.world.random() * 5000));
      if (found.status === 404) {
        await this.sleep(1000 + this.world.random() * 1000);
        return;
      }
      if (found.status !== 200) throw new Error(`pulse: ${found.status}`);
      const value = JSON.parse(found.body) as Pulse | Pulse[] | Stall;
      const pulses = pulsesOf(value);
      if (pulses.length) {
        const missing = pulses[0]!.seq - 1;
        if (missing > room.seq) await this.catchUp(now.epoch, missing, life);
        for (const pulse of pulses) this.apply(pulse);
      } else if ('head' in value && value.head > room.seq) await this.catchUp(now.epoch, value.head, life);
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.timer = this.world.setTimer(resolve, ms);
    });
  }
}
