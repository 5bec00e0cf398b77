import { describe, expect, it } from 'vitest';
import { apiOf, publicationPath, readPublications } from './press';

const one = (id: string, released: boolean, at: string | null, kind = 'report') => ({ kind, id, title: { en: id }, released, at });

describe('what press may read', () => {
  it('stands in the order of its instants, what is out last', () => {
    const found = readPublications({ publications: [one('out', true, '2020-07-22T00:00:00Z'), one('hand', false, null), one('soon', false, '2020-07-23T00:00:00Z'), one('robot', false, null, 'product')] });
    expect(found.map(({ id }) => id)).toEqual(['soon', 'hand', 'out']);
  });

  it('is read early at its own address and in public once it is out', () => {
    const [early, out] = readPublications({ publications: [one('a', false, null, 'news'), one('b', true, null)] });
    expect([publicationPath(early!), publicationPath(out!)]).toEqual(['/press/news/a', '/report/b']);
    expect([apiOf('news', 'a', true), apiOf('reports', 'b', false)]).toEqual(['/api/v1/press/news/a', '/api/v1/reports/b']);
  });
});
