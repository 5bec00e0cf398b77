import type { Language } from '../../shared/api';
import { Texts, type Words } from '../../shared/text';
import { texts } from '../app';
import { kExhibitionCatalogues, type ExhibitionKey } from '../i18n/exhibition';

/** The words of the exhibition, always in the page's language. */
export const exhibitionTexts = new Texts<ExhibitionKey>(kExhibitionCatalogues, texts.get().language);
texts.subscribe(({ language }) => exhibitionTexts.use(language));

const kLocale: Record<Language, string> = { zh: 'zh-CN', en: 'en', id: 'id-ID' };

/** A number as the language groups it: "10,600", "10.600". */
export const grouped = (value: number, language: Language): string => new Intl.NumberFormat(kLocale[language]).format(value);

/** A message about how many, in the right plural. */
export const counted = (words: Words<ExhibitionKey>, key: ExhibitionKey, count: number): string =>
  words.say(key, { count, number: grouped(count, words.language) });
