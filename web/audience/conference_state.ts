import { request, type Conference, type PageState, type People, type Programme, type Stage } from '../shared/api';
import { Cell } from '../shared/cell';
import type { ServerClock } from '../shared/clock';
import { Poller, type PollWorld } from '../shared/poll';

/**
 * Reads the state that the server wrote into the page; null when it is empty or damaged. Only the
 * conference must be there: programme and people may be excerpts or absent, and say so then.
 */
export function stateInPage(text: string | null | undefined): PageState | null {
  if (!text?.trim()) return null;
  try {
    const { conference, programme, people, stages } = JSON.parse(text) as Partial<PageState>;
    if (!conference) return null;
    return {
      conference,
      programme: programme ?? { version: 0, days: conference.days ?? [], stages: [], sessions: [], partial: true },
      people: people ?? { people: [], organisations: [], partial: true },
      stages: stages ?? [],
    };
  } catch {
    return null;
  }
}

/**
 * The conference as this page knows it: the server's state in the page, or fetched, then kept
 * fresh by asking for the stages. A new programme version makes it fetch the programme again.
 */
export class ConferenceState {
  readonly state: Cell<PageState | null>;
  readonly poller: Poller;
  private failed_version: number | null = null;
  private asked_version = 0;
  private completing: Promise<void> | null = null;

  constructor(
    initial: PageState | null,
    private readonly clock: ServerClock,
    world?: PollWorld,
  ) {
    this.state = new Cell(initial);
    if (initial) this.setClock(initial.conference, null);
    this.poller = new Poller(() => this.refresh(), { every_ms: () => this.pace(), jitter: 0.2, max_ms: 30_000 }, world);
  }

  /** Fetches what the page did not bring, then measures the server's clock and starts asking. */
  async start(): Promise<void> {
    if (this.state.get()) this.poller.start();
    else {
      this.poller.start();
      await this.poller.now();
    }
  }

  /** Fetches programme and people where the page brought an excerpt: once, however many pages ask. */
  complete(): Promise<void> {
    const known = this.state.get();
    if (known && !known.programme.partial && !known.people.partial) return Promise.resolve();
    this.completing ??= this.fetchRest().finally(() => (this.completing = null));
    return this.completing;
  }

  /** Asks for the conference with its clock; the answer's round trip makes the estimate better. */
  async measureClock(): Promise<void> {
    const asked = Date.now();
    try {
      const conference = await request<Conference>('/api/v1/conference', { cache: 'no-store' });
      this.setClock(conference, [asked, Date.now()]);
    } catch {
      // The guess from the page serves until the next attempt.
    }
  }

  /**
   * What a pulse says of a stage: what it names is taken at once. What it leaves out (where the new
   * run plays, a new programme) is asked for once, at a moment of each viewer's own.
   */
  learnStage(id: string, on: Partial<Stage>): void {
    const known = this.state.get();
    const before = known?.stages.find((one) => one.id === id);
    if (!known || !before) return;
    const after: Stage = { ...before, ...on, id };
    const version = on.programme_version ?? 0;
    const news = JSON.stringify(before) !== JSON.stringify(after);
    const run = before.state !== after.state || before.session?.state !== after.session?.state || before.session?.id !== after.session?.id;
    const programme = version > known.programme.version && version > this.asked_version;
    // A stage that has just closed plays nothing more; one that opened has its address to be asked for.
    if (after.state === 'closed') after.live = null;
    if (news) this.state.set({ ...known, stages: known.stages.map((one) => (one.id === id ? after : one)) });
    this.asked_version = Math.max(this.asked_version, version);
    if (run || programme || (after.state === 'open' && !after.live && news)) {
      setTimeout(() => void this.poller.now(), 1000 * Math.random());
    }
  }

  /** While pulses tell what the stage does, nobody needs to ask for it. */
  listenElsewhere(elsewhere: boolean): void {
    if (elsewhere) this.poller.stop();
    else if (this.state.get()) this.poller.start();
  }

  /** Where no stage is open and nothing begins soon, what changes is not waited for. */
  private pace(): number {
    const soon = this.clock.conference() + 600_000;
    const near = this.state.get()?.stages.some(({ state, next }) => state === 'open' || (next && Date.parse(next.starts_at) < soon));
    return near === false ? 6000 : 3000;
  }

  private setClock(conference: Conference, round_trip: [number, number] | null): void {
    this.clock.setOffset(conference.clock.offset_ms);
    if (round_trip) this.clock.learn(conference.clock.now, ...round_trip);
    else this.clock.guess(conference.clock.now);
  }

  private async refresh(): Promise<void> {
    const known = this.state.get();
    if (!known) return this.fetchAll();
    const stages = await request<Stage[]>('/api/v1/stages');
    const version = Math.max(0, ...stages.map((stage) => stage.programme_version ?? 0));
    const fresh = version > known.programme.version && version !== this.failed_version;
    const [programme, people] = fresh ? await this.fetchNewer(version, known) : [known.programme, known.people];
    const same = JSON.stringify(stages) === JSON.stringify(known.stages);
    if (fresh || !same) this.state.set({ ...known, stages: same ? known.stages : stages, programme, people });
  }

  /** A cache may still answer with the old programme; that version is then not asked for in a loop. */
  private async fetchNewer(version: number, known: PageState): Promise<[Programme, People]> {
    const [programme, people] = await Promise.all([
      request<Programme>('/api/v1/programme', { cache: 'no-cache' }),
      known.people.partial ? known.people : request<People>('/api/v1/people', { cache: 'no-cache' }),
    ]);
    this.failed_version = programme.version < version ? version : null;
    return programme.version < known.programme.version ? [known.programme, known.people] : [programme, people];
  }

  /** The programme is shown as soon as it is there; the people's names follow. */
  private async fetchRest(): Promise<void> {
    if (!this.state.get()) return;
    const take = <K extends 'programme' | 'people'>(name: K, value: PageState[K]) => {
      const known = this.state.get();
      if (known) this.state.set({ ...known, [name]: value });
    };
    const { programme, people } = this.state.get()!;
    await Promise.all([
      programme.partial ? request<Programme>('/api/v1/programme').then((value) => take('programme', value)) : null,
      people.partial ? request<People>('/api/v1/people').then((value) => take('people', value)) : null,
    ]);
  }

  private async fetchAll(): Promise<void> {
    const asked = Date.now();
    const [conference, answered] = await request<Conference>('/api/v1/conference', { cache: 'no-store' }).then(
      (value): [Conference, number] => [value, Date.now()],
    );
    const [programme, people, stages] = await Promise.all([
      request<Programme>('/api/v1/programme'),
      request<People>('/api/v1/people'),
      request<Stage[]>('/api/v1/stages'),
    ]);
    this.setClock(conference, [asked, answered]);
    this.state.set({ conference, programme, people, stages });
  }
}
