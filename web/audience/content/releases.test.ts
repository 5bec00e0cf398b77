import { beforeEach, describe, expect, it } from 'vitest';
import type { Release } from '../../pulse/wire';
import { forgetReleases, learnLists, learnReleases, newest, released } from './releases';

const report: Release = { kind: 'report', id: 'cidr-2020', title: { en: 'Report' }, url: '/report/cidr-2020', t: 1_000_000 };
const post: Release = { kind: 'news', id: 'released', title: { en: 'It is out' }, url: '/news/released', t: 1_000_000 };
const told = () => released.get().map(({ id }) => id);

describe('what comes out while the page is open', () => {
  beforeEach(forgetReleases);

  it('is not what was out before', () => {
    learnLists([report], 9_000_000);
    learnLists([report], 9_010_000);
    expect(told()).toEqual([]);
  });

  it('is what a later list has and the first had not', () => {
    learnLists([report], 9_000_000);
    learnLists([report, { ...post, t: 9_005_000 }], 9_010_000);
    expect([told(), newest.get()]).toEqual([['released'], 'news/released']);
  });

  it('is what came out the moment before the page was opened', () => {
    learnLists([report], 1_030_000);
    expect(told()).toEqual(['cidr-2020']);
  });

  it('is told once, by a pulse or by a list', () => {
    learnReleases([report]);
    learnReleases([report, post]);
    learnLists([report, post], 1_010_000);
    learnLists([report, post], 1_020_000);
    expect(told()).toEqual(['cidr-2020', 'released']);
  });
});
