import { Texts } from '../shared/text';
import { texts } from './app';
import { kSessionCatalogues, type SessionKey } from './i18n/session';

/** The messages about one session, always in the page's language. */
export const sessionTexts = new Texts<SessionKey>(kSessionCatalogues, texts.get().language);
texts.subscribe(({ language }) => sessionTexts.use(language));
