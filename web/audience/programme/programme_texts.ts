import { Texts } from '../../shared/text';
import { texts } from '../app';
import { kProgrammeCatalogues, type ProgrammeKey } from '../i18n/programme';

/** The messages of the programme's pages, always in the page's language. */
export const programmeTexts = new Texts<ProgrammeKey>(kProgrammeCatalogues, texts.get().language);
texts.subscribe(({ language }) => programmeTexts.use(language));
