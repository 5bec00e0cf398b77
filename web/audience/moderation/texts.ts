import { Texts } from '../../shared/text';
import { texts } from '../app';
import { kModerationCatalogues, type ModerationKey } from '../i18n/moderation';

/** The words of the public log of moderation, always in the page's language. */
export const moderationTexts = new Texts<ModerationKey>(kModerationCatalogues, texts.get().language);
texts.subscribe(({ language }) => moderationTexts.use(language));
