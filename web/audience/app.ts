import type { Language } from '../shared/api';
import { Cell } from '../shared/cell';
import { ServerClock } from '../shared/clock';
import { languageOfVisit, recall, remember, rememberLanguage, Texts } from '../shared/text';
import { ConferenceState, stateInPage } from './conference_state';
import { kCatalogues, loadCatalogue, type Key } from './i18n';
import { Router } from './router';

/** What all pages of the audience share. One document, one conference, so these are modules. */
export const clock = new ServerClock();
export const texts = new Texts<Key>(kCatalogues, languageOfVisit());
export const router = new Router(window);
export const conference = new ConferenceState(stateInPage(document.getElementById('state')?.textContent), clock);

/** Conference time, once a second. */
export const now = new Cell(clock.conference());

/** Whether times are shown in the conference's zone or in the device's. */
const kZone = 'plenary.zone';
export const local_times = new Cell(recall(kZone) === 'local');

export function setLocalTimes(local: boolean): void {
  remember(kZone, local ? 'local' : null);
  local_times.set(local);
}

/** What the page says it is about, where that comes later than the page; empty until then. */
export const heading = new Cell('');

export const deviceZone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';

/** A language whose words do not come leaves the page in the one it has. */
export function setLanguage(language: Language): void {
  void loadCatalogue(language).then(() => {
    rememberLanguage(language);
    texts.use(language);
  }, () => undefined);
}

function everySecond(): void {
  const at = clock.conference();
  now.set(at);
  setTimeout(everySecond, 1000 - (at % 1000) + 5);
}

let measured = false;
function measure(): void {
  if (!measured) void conference.measureClock();
  measured = true;
}

/** Begins asking the server; the page may be drawn before and after. */
export function startState(): void {
  everySecond();
  void conference.start();
  // What plays and counts wants the clock measured; in the lobby the guess from the page serves a while.
  setTimeout(measure, 20_000);
  router.route.subscribe(({ page }) => void (page !== 'lobby' && setTimeout(measure, 1500)));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void conference.poller.now();
  });
}
