import { describe } from 'vitest';
import { kLanguages } from '../../shared/text';
import { testCatalogues } from '../../shared/catalogue_test';
import { kCatalogues, loadCatalogue } from '.';
import { kPulseCatalogues } from '../../pulse/i18n';
import { kContentCatalogues } from './content';
import { kExhibitionCatalogues } from './exhibition';
import { kLatestCatalogues } from './latest';
import { kModerationCatalogues } from './moderation';
import { kPlayerCatalogues } from './player';
import { kProgrammeCatalogues } from './programme';
import { kRoomCatalogues } from './room';
import { kSessionCatalogues } from './session';

await Promise.all(kLanguages.map(loadCatalogue));

describe('the audience catalogues', () => testCatalogues(kCatalogues));
describe('the player catalogues', () => testCatalogues(kPlayerCatalogues));
describe('the conversation’s catalogues', () => testCatalogues(kRoomCatalogues));
describe('the catalogues of what is shared about the audience', () => testCatalogues(kPulseCatalogues));
describe('the catalogues of the log of moderation', () => testCatalogues(kModerationCatalogues));
describe('the catalogues of report and news', () => testCatalogues(kContentCatalogues));
describe('the catalogues of what has come out', () => testCatalogues(kLatestCatalogues));
describe('the programme’s catalogues', () => testCatalogues(kProgrammeCatalogues));
describe('the catalogues about a session', () => testCatalogues(kSessionCatalogues));
describe('the catalogues of the exhibition', () => testCatalogues(kExhibitionCatalogues));
