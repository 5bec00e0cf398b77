import { Texts } from '../shared/text';
import { texts } from './app';
import { kPlayerCatalogues, type PlayerKey } from './i18n/player';

/** The player's messages, always in the page's language. */
export const playerTexts = new Texts<PlayerKey>(kPlayerCatalogues, texts.get().language);
texts.subscribe(({ language }) => playerTexts.use(language));
