import { Texts } from '../../shared/text';
import { texts } from '../app';
import { kLatestCatalogues, type LatestKey } from '../i18n/latest';

/** The words of what has come out, always in the page's language. */
export const latestTexts = new Texts<LatestKey>(kLatestCatalogues, texts.get().language);
texts.subscribe(({ language }) => latestTexts.use(language));
