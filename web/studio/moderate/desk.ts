import { AudienceClient } from '../../pulse/client';
import { kPulseCatalogues, type PulseKey } from '../../pulse/i18n';
import type { Act, ActResult, You } from '../../pulse/wire';
import { browserWorld } from '../../pulse/world';
import { ApiError, request } from '../../shared/api';
import { announce } from '../../shared/announce';
import { Cell } from '../../shared/cell';
import { Poller } from '../../shared/poll';
import { recall, remember, Texts } from '../../shared/text';
import { login, logOutHere, texts } from '../app';
import { kDeskCatalogues, type DeskKey } from '../i18n/moderate';
import { deskOf, moderates, type AnnouncersDocument, type DeskDocument } from './document';

export const deskTexts = new Texts<DeskKey>(kDeskCatalogues, texts.get().language);
export const pulseTexts = new Texts<PulseKey>(kPulseCatalogues, texts.get().language);
texts.subscribe(({ language }) => {
  deskTexts.use(language);
  pulseTexts.use(language);
});

/** Whether somebody may do to every stage what they do to this one: whose role holds in the whole conference. */
export const mayEverywhere = ({ may }: You): boolean => (may?.includes('announce_all') || may?.includes('organise')) ?? false;

/**
 * The moderators' view of one stage: acts go up in beats like everybody's, what only moderators may
 * see is asked for each second and after every act of one's own.
 */
export class ModeratorsDesk {
  readonly document = new Cell<DeskDocument | null>(null);
  /** Only announcing is theirs to do. */
  readonly announces = new Cell(false);
  readonly problem = new Cell('');
  readonly client: AudienceClient;
  readonly poller: Poller;

  constructor(readonly stage: string) {
    this.client = new AudienceClient({
      stage,
      world: browserWorld({ recall, remember }),
      csrf: () => {
        const who = login.get();
        return who && who !== 'unknown' ? who.csrf : '';
      },
      prompt: true,
    });
    this.poller = new Poller(() => this.refresh(), { every_ms: 1200, jitter: 0.1, max_ms: 8000 });
  }

  start(): void {
    this.client.start();
    this.poller.start();
    void this.poller.now();
  }

  stop(): void {
    this.client.stop();
    this.poller.stop();
  }

  /** Does something and says so where it failed. */
  async act(act: Act): Promise<ActResult> {
    const result = await this.client.act(act);
    this.problem.set(result.ok ? '' : pulseTexts.get().say(`refusal_${result.error}`));
    if (!result.ok) announce(this.problem.get());
    // A question that is under way already may not know of the act: this one asks anew.
    await this.refresh().catch(() => undefined);
    return result;
  }

  private async refresh(): Promise<void> {
    try {
      const path = `/api/v1/desk/stages/${encodeURIComponent(this.stage)}/audience`;
      const given = await request<DeskDocument | AnnouncersDocument>(path, { cache: 'no-store', timeout_ms: 5000 });
      this.announces.set(!moderates(given));
      this.document.set(deskOf(given));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) logOutHere();
      if (error instanceof ApiError && (error.status === 403 || error.status === 404)) this.problem.set(error.message);
      throw error;
    }
  }
}
