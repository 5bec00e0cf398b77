import { Texts } from '../shared/text';
import { login, texts as studioTexts } from '../studio/app';
import { readGrant } from '../shared/signed_in';
import { kCatalogues, type Key } from './i18n';

/** The words of the desk and its forms, which the exhibitor's desk in the studio shows too. */
export const texts = new Texts<Key>(kCatalogues, studioTexts.get().language);
studioTexts.subscribe(({ language }) => texts.use(language));

/** Whether this login may edit the conference; the server decides on every request. */
export const organises = (who: ReturnType<typeof login.get>): boolean =>
  Boolean(who && who !== 'unknown' && [...(who.grants ?? []), ...who.roles].some((grant) => readGrant(grant).role === 'organiser'));

export { csrf, logIn, login, logOut, problemText, restore, setLanguage } from '../studio/app';
