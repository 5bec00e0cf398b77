import { Cell } from '../shared/cell';
import { Connection } from './connection';
import { answered, echoed, settled, type Echo } from './echo';
import { readMine, withUpvote, withVote, type Mine, type OwnVote } from './mine';
import { Outbox } from './outbox';
import { beatWait, reconnectWait } from './pacing';
import type { Act, ActResult, Beat, BeatAnswer, Poll, Question, Reaction, You } from './wire';
import type { World } from './world';

const kTicket = 'plenary.ticket';
const kName = 'plenary.name';
const kBeat_ms = 15_000;
/** Acts leave in beats at least this far apart. */
const kActs_ms = 1000;
/** Acts without an answer go up again after this. */
const kUnanswered_ms = 8000;

export interface ClientSettings {
  stage: string;
  world: World;
  /** Whether this page shows the stage's picture just now. */
  playing?: () => boolean;
  /** The token of the login cookie, where there is one; posts need it. */
  csrf?: () => string;
  /** Only look on: no beats, no ticket, no place in the counts. */
  watching?: boolean;
  /** Say hello at once instead of within two seconds: for the few who moderate. */
  prompt?: boolean;
}

/**
 * One viewer of one stage: what the audience does as of the newest pulse, what this viewer did, and
 * the ways to do something. Everything sent is kept until it is answered.
 */
export class AudienceClient {
  readonly connection: Connection;
  readonly you = new Cell<You>({});
  readonly echoes = new Cell<Echo[]>([]);
  readonly mine: Cell<Mine>;
  readonly name: Cell<string>;
  readonly hand = new Cell(false);
  private readonly outbox: Outbox;
  private readonly world: World;
  private n: number;
  private beat_ms = kBeat_ms;
  private timer: unknown = null;
  private pump_timer: unknown = null;
  private deadline: unknown = null;
  private last_acts = -Infinity;
  private failures = 0;
  private running = false;
  private epoch = '';
  private last_playing = false;
  private hands_waiting = 0;
  private played = false;
  /** The first beat that said that it stopped. */
  private stopped: number | null = null;
  private ticket: string | null = null;
  /** The last beat with the ticket before: what its answer may bring comes too late. */
  private before = 0;

  constructor(private readonly settings: ClientSettings) {
    this.world = settings.world;
    this.outbox = new Outbox(() => `${this.world.now().toString(36)}-${Math.floor(this.world.random() * 36 ** 8).toString(36)}`);
    // Beats are numbered on across visits: the ticket is the same.
    this.n = Math.floor(this.world.now() / 10);
    this.name = new Cell(this.world.recall(kName) ?? '');
    this.mine = new Cell(readMine(this.world.recall(this.mineKey())));
    this.connection = new Connection(settings.stage, this.world, {
      answer: (answer) => this.onAnswer(answer),
      socket: (open, renewed) => this.onSocket(open, renewed),
    });
    this.connection.room.subscribe((room) => {
      if (!room) return;
      this.echoes.set(settled(this.echoes.get(), room));
      // Hands belong to a run of the server.
      if (this.epoch && this.epoch !== room.epoch) this.hand.set(false);
      this.epoch = room.epoch;
    });
  }

  get room() {
    return this.connection.room;
  }

  get link() {
    return this.connection.link;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.connection.start();
    if (!this.settings.watching) this.beatIn(this.settings.prompt ? 0 : 200 + this.world.random() * 1800);
  }

  stop(): void {
    this.running = false;
    this.connection.stop();
    for (const timer of [this.timer, this.pump_timer, this.deadline]) if (timer !== null) this.world.clearTimer(timer);
    this.timer = this.pump_timer = this.deadline = null;
    this.outbox.fail();
  }

  /** Another login: the socket must carry the new cookie. */
  reconnect(): void {
    if (!this.running) return;
    this.stop();
    this.start();
  }

  /** The player began or stopped; the server counts viewers who play. */
  touch(): void {
    const playing = this.settings.playing?.() ?? false;
    if (playing === this.last_playing || !this.running) return;
    this.last_playing = playing;
    this.beatIn(200 + this.world.random() * 1800);
  }

  rename(name: string): void {
    this.world.remember(kName, name);
    this.name.set(name);
  }

  // What a viewer can do.

  act(act: Act): Promise<ActResult> {
    const { result } = this.outbox.add(act);
    this.pump();
    return result;
  }

  say(text: string, re?: string): void {
    this.speak({ do: 'say', text, ...(re ? { re } : {}) }, { kind: 'chat', text, re });
  }

  ask(text: string, anonymous: boolean): void {
    this.speak({ do: 'ask', text, ...(anonymous ? { anonymous } : {}) }, { kind: 'question', text, anonymous });
  }

  private speak(act: Act, about: Pick<Echo, 'kind' | 'text' | 're' | 'anonymous'>): void {
    const { id, result } = this.outbox.add(act);
    this.echoes.update((echoes) => echoed(echoes, { ...about, id, at: this.world.now(), state: 'pending' }));
    void result.then((answer) => {
      this.echoes.update((echoes) => answered(echoes, id, answer));
      const room = this.room.get();
      if (room) this.echoes.update((echoes) => settled(echoes, room));
    });
    this.pump();
  }

  forget(echo: string): void {
    this.echoes.update((echoes) => echoes.filter(({ id }) => id !== echo));
  }

  async upvote(question: Question, on: boolean): Promise<ActResult> {
    this.keep(withUpvote(this.mine.get(), question, on));
    const result = await this.act({ do: 'upvote', q: question.id, on });
    if (!result.ok) this.keep(withUpvote(this.mine.get(), question, !on));
    return result;
  }

  async vote(poll: Poll, vote: OwnVote): Promise<ActResult> {
    const result = await this.act({ do: 'vote', p: poll.id, ...vote });
    if (result.ok) this.keep(withVote(this.mine.get(), poll, { ...vote, receipt: result.receipt }));
    return result;
  }

  react(kind: Reaction): void {
    void this.act({ do: 'react', kind, count: 1 });
  }

  async raiseHand(up: boolean): Promise<ActResult> {
    this.hand.set(up);
    this.hands_waiting += 1;
    const result = await this.act({ do: 'hand', up });
    this.hands_waiting -= 1;
    if (!result.ok) this.hand.set(!up);
    return result;
  }

  private mineKey(): string {
    return `plenary.mine.${this.settings.stage}`;
  }

  private keep(mine: Mine): void {
    this.mine.set(mine);
    this.world.remember(this.mineKey(), JSON.stringify(mine));
  }

  // Beats.

  private beatIn(ms: number): void {
    if (this.timer !== null) this.world.clearTimer(this.timer);
    this.timer = this.world.setTimer(() => {
      this.timer = null;
      this.beat(!this.outbox.inFlight);
    }, ms);
  }

  /** Sends waiting acts as soon as they may leave. */
  private pump(): void {
    if (!this.running || this.pump_timer !== null || this.outbox.idle || this.outbox.inFlight) return;
    const wait = Math.max(0, this.last_acts + kActs_ms - this.world.now());
    this.pump_timer = this.world.setTimer(() => {
      this.pump_timer = null;
      if (!this.outbox.idle && !this.outbox.inFlight) this.beat(true);
    }, wait);
  }

  private beat(with_acts: boolean): void {
    if (!this.running) return;
    const n = ++this.n;
    this.ticket ??= this.world.recall(kTicket);
    // Without a ticket the server would only send them back.
    const acts = with_acts && this.ticket !== null ? this.outbox.take(n) : [];
    const room = this.room.get();
    this.last_playing = this.settings.playing?.() ?? false;
    // A page that stopped says so until it is heard; then, and if it never played, another page may.
    if (this.last_playing) [this.played, this.stopped] = [true, null];
    else if (this.played) this.stopped ??= n;
    const beat: Beat = {
      n,
      ticket: this.ticket,
      ...(this.played ? { playing: this.last_playing } : {}),
      seen: room?.seq ?? 0,
      epoch: room?.epoch ?? '',
      ...(this.name.get() ? { name: this.name.get() } : {}),
      ...(acts.length ? { acts } : {}),
    };
    if (acts.length) this.last_acts = this.world.now();
    if (acts.length || (with_acts && !this.outbox.idle)) this.expect(n);
    const text = JSON.stringify(beat);
    this.beatIn(beatWait(this.beat_ms, this.world.random()));
    if (!this.connection.send(text)) void this.post(n, text);
  }

  private async post(n: number, text: string): Promise<void> {
    const path = `/b1/${encodeURIComponent(this.settings.stage)}`;
    try {
      const answer = await this.world.post(path, text, this.settings.csrf?.() ?? '');
      if (answer.status === 200 || answer.status === 202) return this.onAnswer(JSON.parse(answer.body) as BeatAnswer);
      if (answer.status === 400 || answer.status === 404) return this.outbox.refuse(n);
      this.retry(n, answer.retry_after_s === null ? null : answer.retry_after_s * 1000);
    } catch {
      this.retry(n, null);
    }
  }

  /** The beat did not arrive: its acts wait, and are tried again. */
  private retry(n: number, after_ms: number | null): void {
    this.outbox.fail(n);
    if (this.outbox.idle || !this.running || this.pump_timer !== null) return;
    const wait = after_ms ?? 500 + reconnectWait(this.failures++, this.world.random());
    this.pump_timer = this.world.setTimer(() => {
      this.pump_timer = null;
      this.pump();
    }, wait);
  }

  private expect(n: number): void {
    if (this.deadline !== null) this.world.clearTimer(this.deadline);
    this.deadline = this.world.setTimer(() => {
      this.deadline = null;
      this.retry(n, 0);
    }, kUnanswered_ms);
  }

  private onAnswer(answer: BeatAnswer): void {
    this.failures = 0;
    if (this.stopped !== null && answer.ack >= this.stopped) [this.played, this.stopped] = [false, null];
    if (answer.ticket && answer.ack > this.before) this.takeTicket(answer.ticket);
    if (answer.next?.ms) this.beat_ms = answer.next.ms;
    if (answer.you) {
      this.you.set(answer.you);
      // A moderator may have lowered it.
      if (this.hands_waiting === 0) this.hand.set(answer.you.hand === true);
    }
    this.outbox.settle(answer.ack, (answer.results ?? []).filter((result): result is ActResult => result.ok || result.error !== 'ticket'));
    if (!this.outbox.inFlight && this.deadline !== null) {
      this.world.clearTimer(this.deadline);
      this.deadline = null;
    }
    if (answer.you?.removed) this.connection.remove();
    else this.pump();
  }

  /** Acts go up again under the ticket they went up with: under another one they would count twice. */
  private takeTicket(fresh: string): void {
    const remembered = this.world.recall(kTicket);
    // Where another page of this device was faster, its ticket is this page's as well.
    this.ticket = remembered !== null && remembered !== this.ticket ? remembered : fresh;
    this.before = this.n;
    this.world.remember(kTicket, this.ticket);
  }

  private onSocket(open: boolean, renewed = false): void {
    this.outbox.fail();
    // What this viewer may do now comes with the answer to a beat.
    if (renewed && !this.settings.watching) this.beatIn(0);
    if (open) this.pump();
    else if (!this.outbox.idle) this.retry(-1, null);
  }
}
