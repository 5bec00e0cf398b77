import { Texts } from '../../shared/text';
import { texts } from '../app';
import { kContentCatalogues, type ContentKey } from '../i18n/content';

/** The words of report, news and summary, always in the page's language. */
export const contentTexts = new Texts<ContentKey>(kContentCatalogues, texts.get().language);
texts.subscribe(({ language }) => contentTexts.use(language));
