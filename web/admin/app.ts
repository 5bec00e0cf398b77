import type { Language } from '../shared/api';
import { languageOfVisit, Texts } from '../shared/text';
import { login, setLanguage as setStudioLanguage } from '../studio/app';
import { route as studioRoute } from '../studio/router';
import { readGrant } from '../shared/signed_in';
import { kCatalogues, type Key } from './i18n';

// The stage desk's state is asked for only on the page of the stages.
studioRoute.set({ page: 'people' });

export const texts = new Texts<Key>(kCatalogues, languageOfVisit());

export function setLanguage(language: Language): void {
  setStudioLanguage(language);
  texts.use(language);
}

/** Whether this login may edit the conference; the server decides on every request. */
export const organises = (who: ReturnType<typeof login.get>): boolean =>
  Boolean(who && who !== 'unknown' && [...(who.grants ?? []), ...who.roles].some((grant) => readGrant(grant).role === 'organiser'));

export { csrf, logIn, login, logOut, problemText, restore } from '../studio/app';
