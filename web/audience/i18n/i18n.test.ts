import { describe } from 'vitest';
import { testCatalogues } from '../../shared/catalogue_test';
import { kCatalogues } from '.';
import { kPlayerCatalogues } from './player';

describe('the audience catalogues', () => testCatalogues(kCatalogues));
describe('the player catalogues', () => testCatalogues(kPlayerCatalogues));
