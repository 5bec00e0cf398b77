import { AudienceClient } from '../../pulse/client';
import { kPulseCatalogues, type PulseKey } from '../../pulse/i18n';
import { browserWorld } from '../../pulse/world';
import { Cell } from '../../shared/cell';
import { me, restoreLogin } from '../../shared/signed_in';
import { recall, remember, Texts } from '../../shared/text';
import { conference, texts } from '../app';
import { learnReleases } from '../content/releases';
import { kRoomCatalogues, type RoomKey } from '../i18n/room';
import { playing } from '../playing';

/** The words of the conversation, always in the page's language. */
export const roomTexts = new Texts<RoomKey>(kRoomCatalogues, texts.get().language);
export const pulseTexts = new Texts<PulseKey>(kPulseCatalogues, texts.get().language);
texts.subscribe(({ language }) => {
  roomTexts.use(language);
  pulseTexts.use(language);
});

/** The stage's audience that this document takes part in; one at a time. */
export const visit = new Cell<AudienceClient | null>(null);

const kPanel = 'plenary.panel';
/** Whether the conversation is open beside the picture. */
export const panel_open = new Cell(recall(kPanel) !== 'closed');

export function openPanel(open: boolean): void {
  remember(kPanel, open ? null : 'closed');
  panel_open.set(open);
}

export type Tab = 'chat' | 'questions' | 'polls';
export const tab = new Cell<Tab>('chat');

let leave_room: (() => void) | null = null;

/** Joins the audience of a stage, leaving another; what it hears keeps the page's stages fresh. */
export function enter(stage: string, plays: boolean): AudienceClient {
  leave();
  const client = new AudienceClient({
    stage,
    world: browserWorld({ recall, remember }),
    playing: () => plays && isPlaying(),
    csrf: () => me.get()?.csrf ?? '',
  });
  let player: (() => void) | null = null;
  let told: unknown = null;
  const left = [
    client.room.subscribe((room) => {
      if (room?.on && room.on !== told) conference.learnStage(stage, (told = room.on));
      if (room?.releases.length) learnReleases(room.releases);
    }),
    client.link.subscribe((link) => conference.listenElsewhere(link === 'live' || link === 'polling')),
    playing.subscribe((present) => {
      player?.();
      player = present.kind === 'player' ? present.player.view.subscribe(() => client.touch()) : null;
      client.touch();
    }),
    me.subscribe(() => client.reconnect()),
  ];
  void restoreLogin();
  client.start();
  visit.set(client);
  leave_room = () => {
    left.forEach((end) => end());
    player?.();
    client.stop();
    conference.listenElsewhere(false);
  };
  return client;
}

export function leave(): void {
  leave_room?.();
  leave_room = null;
  visit.set(null);
}

function isPlaying(): boolean {
  const present = playing.get();
  return present.kind === 'player' && ['playing', 'stalled', 'reconnecting'].includes(present.player.view.get().machine.state);
}
