// A conference with a report that nobody may see yet, and every door at which one can ask for it.

import { cpSync, mkdtempSync, writeFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './plenary.mjs';

/** Stands in every text of the secret, and nowhere else. */
export const kSecret = 'Quartzsecret';
export const kId = 'quartz-report';
export const kSlug = 'quartz-story';
const kNever = { report: 'never-report', slug: 'never-story', source: 'NEVER' };

/** The example with a report under embargo until `at` (RFC 3339), its story and its source. */
export function packageWithSecret(at) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plenary-embargo-'));
  cpSync(path.join(root, 'examples/cic2020'), folder, { recursive: true });
  mkdirSync(path.join(folder, 'reports', kId), { recursive: true });
  const texts = (words) => `{zh: ${words}, en: ${words}, id: ${words}}`;
  writeFileSync(path.join(folder, 'reports', `${kId}.yaml`), [
    `title: ${texts(`${kSecret} title`)}`, `summary: ${texts(`${kSecret} summary`)}`, 'our_wording: [zh, en, id]', 'sources: [ISC]',
    'release:', '  mode: at', `  at: ${at}`,
    'chapters:', `  - id: first`, `    title: ${texts(`${kSecret} chapter`)}`, '    our_wording: [zh, en, id]', '    sources: [ISC]',
    'indicators:', '  - id: quartz', `    name: ${texts(`${kSecret} figure`)}`, '    value: 7.7e9', '    unit: users', '    period: 2019',
    '    our_wording: [zh, en, id]', '    sources: [ISC]', '',
  ].join('\n'));
  for (const language of ['zh', 'en', 'id']) {
    writeFileSync(path.join(folder, 'reports', kId, `first.${language}.md`), `${kSecret} chapter text.\n`);
    writeFileSync(path.join(folder, 'news', `${kSlug}.${language}.md`), `${kSecret} story text.\n`);
  }
  writeFileSync(path.join(folder, 'news', `${kSlug}.yaml`), [
    `title: ${texts(`${kSecret} story`)}`, `summary: ${texts(`${kSecret} in brief`)}`, 'embargo:', `  with: ${kId}`,
    'our_wording: [zh, en, id]', 'sources: [ISC]', '',
  ].join('\n'));
  return folder;
}

const addresses = ({ report, slug }) => [
  `/report/${report}`, `/report/${report}/figure/quartz`, `/embed/figure/${report}/quartz`, `/news/${slug}`,
  `/api/v1/reports/${report}`, `/api/v1/reports/${report}.pdf`, `/api/v1/reports/${report}/indicators.json`,
  `/api/v1/reports/${report}/indicators.csv`, `/api/v1/reports/${report}/cite?style=apa`, `/api/v1/news/${slug}`,
];

/** Pairs of addresses: the secret's, and that of something that never was. */
export const pairs = () => {
  const secret = addresses({ report: kId, slug: kSlug });
  const never = addresses({ report: kNever.report, slug: kNever.slug });
  return secret.map((address, i) => [address, never[i]]);
};

/** Everything public that lists, searches or exports. */
export const lists = [
  '/', '/?lang=en', '/programme', '/report', '/news', '/summary', '/search?q=quartzsecret', '/sitemap.xml', '/robots.txt',
  '/stage/opening', '/session/opening-forum', '/api/v1/conference', '/api/v1/programme', '/api/v1/people', '/api/v1/stages', '/api/v1/reports',
  '/api/v1/news', '/api/v1/summary', '/api/v1/search?q=quartzsecret', '/api/v1/search?q=Quartz&lang=en', '/news.atom', '/api/v1/news.atom',
  '/api/v1/news.atom?lang=en', '/api/v1/changes.atom', '/api/v1/desk/content/export.zip', '/api/v1/desk/releases', '/api/v1/press/publications',
  `/api/v1/press/reports/${kId}`, '/p1/opening', '/api/v1/openapi.json',
];

/** Two organisers arm the report: after this only its instant is waited for. */
export async function armByTwo(server, run) {
  const hands = [];
  for (const name of ['first', 'second']) {
    const { stdout } = await run('user', name, '--data', server.data);
    hands.push(await server.signIn({ name, password: /password\s+(\S+)/.exec(stdout)[1] }));
  }
  const statuses = [];
  for (const hand of hands) statuses.push((await hand('POST', `/api/v1/desk/releases/report/${kId}/arm`, {})).status);
  return { hands, statuses };
}
