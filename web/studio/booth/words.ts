import { Texts } from '../../shared/text';
import { texts } from '../app';
import { kBoothCatalogues, type BoothKey } from '../i18n/booth';

/** The words of the exhibitor's desk, in the language of the studio's. */
export const boothTexts = new Texts<BoothKey>(kBoothCatalogues, texts.get().language);
texts.subscribe(({ language }) => boothTexts.use(language));
