import { describe, expect, it } from 'vitest';
import { figurePath, postPath, reportPath, routeOf, sessionPath, stagePath } from './router';

describe('routeOf', () => {
  it('knows the pages of the bundle', () => {
    expect(['/', '/stage/main', '/stage/main/', '/session/opening-forum'].map(routeOf)).toEqual([
      { page: 'lobby' },
      { page: 'stage', id: 'main' },
      { page: 'stage', id: 'main' },
      { page: 'session', id: 'opening-forum' },
    ]);
  });

  it('knows the conversation’s own window and the account pages', () => {
    expect(routeOf('/stage/main/moderation')).toEqual({ page: 'moderation', id: 'main' });
    expect(['/stage/main/chat', '/embed/main', '/account', '/join/aB3_-', '/reset', '/reset/aB3_-', '/stop-mail/aB3_-'].map(routeOf)).toEqual([
      { page: 'chat', id: 'main' },
      { page: 'embed', id: 'main' },
      { page: 'account' },
      { page: 'join', token: 'aB3_-' },
      { page: 'letter', what: 'reset', token: '' },
      { page: 'letter', what: 'reset', token: 'aB3_-' },
      { page: 'letter', what: 'stop-mail', token: 'aB3_-' },
    ]);
  });

  it('knows the pages of accredited press', () => {
    expect(['/press', '/press/report/figures', '/press/news/opening', '/press/other/x'].map(routeOf)).toEqual([
      { page: 'press' },
      { page: 'press-report', id: 'figures' },
      { page: 'press-post', id: 'opening' },
      { page: 'unknown', path: '/press/other/x' },
    ]);
  });

  it('knows the exhibition', () => {
    const paths = ['/exhibition', '/exhibition/hall/hall-1', '/exhibitor/acme', '/exhibitor/acme/product/p1', '/catalogue', '/my-visit', '/exhibitor', '/exhibition/hall', '/exhibitor/a/b'];
    expect(paths.map(routeOf).map((route) => [route.page, 'id' in route ? route.id : ''])).toEqual([
      ['exhibition', ''], ['hall', 'hall-1'], ['exhibitor', 'acme'], ['product', 'p1'], ['catalogue', ''], ['my-visit', ''], ['unknown', ''], ['unknown', ''], ['unknown', ''],
    ]);
  });

  it('knows the programme and what leads into it', () => {
    expect(['/programme', '/search', '/my', '/report', '/person/he-guili', '/organisation/isc', '/forum/5g', '/speaker/aB3_-'].map(routeOf)).toEqual([
      { page: 'programme' },
      { page: 'search' },
      { page: 'my' },
      { page: 'reports' },
      { page: 'person', id: 'he-guili' },
      { page: 'organisation', id: 'isc' },
      { page: 'forum', id: '5g' },
      { page: 'speaker', token: 'aB3_-' },
    ]);
  });

  it('knows the report, its figures, the news and the summary', () => {
    expect(['/report/cidr-2020', '/report/r/figure/users', '/embed/figure/r/users', '/news', '/news/a-b', '/summary'].map(routeOf)).toEqual([
      { page: 'report', id: 'cidr-2020' },
      { page: 'figure', report: 'r', id: 'users', embedded: false },
      { page: 'figure', report: 'r', id: 'users', embedded: true },
      { page: 'news' },
      { page: 'post', id: 'a-b' },
      { page: 'summary' },
    ]);
  });

  it('leaves everything else alone', () => {
    for (const path of ['/studio', '/stage', '/stage/a/b', '/stage/a/moderation/b', '/stage/%zz', '/session/..%2f', '/session/a/chat', '/join', '/confirm', '/reset/a/b', '/join/a/b', '/join/%2f', '/person', '/person/a/b', '/person/..%2f', '/programme/x', '/speaker', '/report/a/figure', '/report/..%2f', '/news/a/b', '/api/v1/stages']) {
      expect(routeOf(path)).toEqual({ page: 'unknown', path });
    }
  });

  it('reads back the paths it writes', () => {
    expect(routeOf(stagePath('main'))).toEqual({ page: 'stage', id: 'main' });
    expect(routeOf(sessionPath('a_b'))).toEqual({ page: 'session', id: 'a_b' });
    expect(routeOf(figurePath('r', 'users'))).toEqual({ page: 'figure', report: 'r', id: 'users', embedded: false });
    expect([reportPath('r'), postPath('p')].map((path) => routeOf(path).page)).toEqual(['report', 'post']);
  });
});
