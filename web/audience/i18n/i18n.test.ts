import { describe } from 'vitest';
import { testCatalogues } from '../../shared/catalogue_test';
import { kCatalogues } from '.';
import { kPulseCatalogues } from '../../pulse/i18n';
import { kPlayerCatalogues } from './player';
import { kRoomCatalogues } from './room';

describe('the audience catalogues', () => testCatalogues(kCatalogues));
describe('the player catalogues', () => testCatalogues(kPlayerCatalogues));
describe('the conversation’s catalogues', () => testCatalogues(kRoomCatalogues));
describe('the catalogues of what is shared about the audience', () => testCatalogues(kPulseCatalogues));
