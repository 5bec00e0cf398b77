// A conference with a report, its story and a product that nobody may see yet, and every door at which one can ask for
// them. Beside each stands its twin: one that is out, so that a probe can fail, and one that never was.

import { appendFileSync, cpSync, mkdtempSync, writeFileSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, until } from './plenary.mjs';

/** Stands in every text of the secret, and nowhere else. */
export const kSecret = 'Quartzsecret';
export const kId = 'quartz-report';
export const kSlug = 'quartz-story';
export const kProduct = 'quartz-lamp';
/** None of these may be told: words and names. */
export const kWords = [kSecret, kId, kSlug, kProduct, 'quartz-sheet', 'quartz-picture'];

/** The names by which the secret, what is out and what never was are asked for, letter for letter as long. */
const kNames = ['quartz', 'openly', 'absent'];
const kExhibitor = 'acme';
const kStage = 'opening';

const texts = (words) => `{zh: ${words}, en: ${words}, id: ${words}}`;
const wording = ['our_wording: [zh, en, id]', 'sources: [ISC]'];
const indented = (lines) => lines.map((line) => `  ${line}`);

function writeReport(folder, name, words, release) {
  const id = `${name}-report`;
  mkdirSync(path.join(folder, 'reports', id), { recursive: true });
  writeFileSync(path.join(folder, 'reports', `${id}.yaml`), [
    `title: ${texts(`${words} title`)}`, `summary: ${texts(`${words} summary`)}`, ...wording, 'release:', ...indented(release),
    'chapters:', '  - id: first', `    title: ${texts(`${words} chapter`)}`, ...indented(indented(wording)),
    'indicators:', '  - id: figure', `    name: ${texts(`${words} figure`)}`, '    value: 7.7e9', '    unit: users', '    period: 2019',
    ...indented(indented(wording)), '',
  ].join('\n'));
  for (const language of ['zh', 'en', 'id']) writeFileSync(path.join(folder, 'reports', id, `first.${language}.md`), `${words} chapter text.\n`);
}

function writeStory(folder, name, words, when) {
  const slug = `${name}-story`;
  for (const language of ['zh', 'en', 'id']) writeFileSync(path.join(folder, 'news', `${slug}.${language}.md`), `${words} story text.\n`);
  writeFileSync(path.join(folder, 'news', `${slug}.yaml`), [
    `title: ${texts(`${words} story`)}`, `summary: ${texts(`${words} in brief`)}`, ...when, 'pictures:',
    `  - {picture: ${name}-picture.png, alt: ${texts(`${words} picture`)}}`, 'press_kit:',
    `  - {title: ${texts(`${words} press picture`)}, picture: ${name}-picture.png}`, ...wording, '',
  ].join('\n'));
}

const product = (name, words) => [
  `- id: ${name}-lamp`, `  title: ${texts(`${words} lamp`)}`, `  text: ${texts(`${words} light`)}`, `  pictures: [${name}-picture.png]`,
  `  documents: [${name}-sheet]`, '  offers: true',
];

function writeExhibition(folder, secret, open) {
  mkdirSync(path.join(folder, 'exhibitors'), { recursive: true });
  writeFileSync(path.join(folder, 'exhibitors', `${kExhibitor}.yaml`), [
    `title: ${texts('Acme')}`, 'documents:', ...[[kNames[0], secret], [kNames[1], open]].flatMap(([name, words]) => [
      `  - {id: ${name}-sheet, title: ${texts(`${words} sheet`)}, file: ${name}-sheet.pdf}`]),
    'products:', ...indented([...product(kNames[0], secret), ...product(kNames[1], open)]), 'illustrative: true', 'our_wording: [zh, en, id]', '',
  ].join('\n'));
  writeFileSync(path.join(folder, 'exhibitors', 'bolt.yaml'), `title: ${texts('Bolt')}\nillustrative: true\nour_wording: [zh, en, id]\n`);
  writeFileSync(path.join(folder, 'exhibition.yaml'), [
    'halls:', '  - id: one', `    title: ${texts('Hall one')}`, '    width: 20', '    depth: 10', '    booths:',
    `      - {id: a1, exhibitor: ${kExhibitor}, x: 1, y: 1, width: 3, depth: 3}`, '      - {id: b2, exhibitor: bolt, x: 10, y: 1, width: 3, depth: 3}',
    'illustrative: true', 'our_wording: [zh, en, id]', '',
  ].join('\n'));
  for (const kind of ['pictures', 'documents']) mkdirSync(path.join(folder, kind), { recursive: true });
  for (const name of kNames.slice(0, 2)) {
    cpSync(path.join(root, 'tests/packages/whole/pictures/stage.png'), path.join(folder, 'pictures', `${name}-picture.png`));
    cpSync(path.join(root, 'tests/packages/whole/documents/leaflet.pdf'), path.join(folder, 'documents', `${name}-sheet.pdf`));
  }
}

/** The example with a report, a story and a product under embargo until `at` (RFC 3339), and twins that are out. */
export function packageWithSecret(at) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'plenary-embargo-'));
  cpSync(path.join(root, 'examples/cic2020'), folder, { recursive: true });
  writeReport(folder, kNames[0], kSecret, ['mode: at', `at: ${at}`]);
  writeReport(folder, kNames[1], 'Openly', ['mode: by_hand']);
  writeStory(folder, kNames[0], kSecret, ['embargo:', `  with: ${kId}`]);
  writeStory(folder, kNames[1], 'Openly', ["published: '2020-07-23T08:00:00+08:00'", 'published_illustrative: true']);
  writeExhibition(folder, kSecret, 'Openly');
  const hour = (after) => new Date(Date.parse(at) + after * 3_600_000).toISOString();
  appendFileSync(path.join(folder, 'programme.yaml'), [
    '', '  - id: unveiling', '    kind: launch', `    stage: ${kStage}`, `    title: ${texts('Something new')}`, `    starts_at: ${hour(1)}`,
    `    ends_at: ${hour(1.5)}`, '    times_illustrative: true', '    places: 50', '    launch:', `      at: ${at}`, `      reveals: [{product: ${kExhibitor}/${kProduct}}]`,
    ...indented(indented(wording)), '',
  ].join('\n'));
  return folder;
}

/** What of the three an address asks for. */
const addresses = (name, picture) => [
  `/report/${name}-report`, `/report/${name}-report/figure/figure`, `/embed/figure/${name}-report/figure`, `/news/${name}-story`,
  `/exhibitor/${kExhibitor}/product/${name}-lamp`, `/documents/${name}-sheet.pdf`, picture.replace(kNames[1], name),
  `/api/v1/reports/${name}-report`, `/api/v1/reports/${name}-report.pdf`, `/api/v1/reports/${name}-report/indicators.json`,
  `/api/v1/reports/${name}-report/indicators.csv`, `/api/v1/reports/${name}-report/cite?style=apa`, `/api/v1/news/${name}-story`,
];

/**
 * Addresses in threes: the secret's, of what is out, of what never was. Pictures are named by their bytes, which are the
 * same: the address of the one leads to that of the other.
 */
export async function threes(server) {
  const { products } = await server.json(`/api/v1/exhibition/exhibitors/${kExhibitor}`);
  const [secret, open, never] = kNames.map((name) => addresses(name, products[0].pictures[0].src));
  return secret.map((address, i) => ({ secret: address, open: open[i], never: never[i] }));
}

/** Questions that search: nobody finds the secret's words, in about the time that takes for any other. */
export const searches = ['/api/v1/search?lang=en&q=', '/api/v1/exhibition/catalogue?lang=en&q='].map((address) => ({
  secret: `${address}quartzsecret`, never: `${address}quarztsecret`,
}));

/** What only somebody with rights may do with them; whoever has none is told the same of all. */
export const acts = (name) => [
  ['GET', `/api/v1/press/reports/${name}-report`], ['GET', `/api/v1/press/reports/${name}-report.pdf`],
  ['GET', `/api/v1/press/reports/${name}-report/indicators.csv`], ['GET', `/api/v1/press/news/${name}-story`],
  ['POST', `/api/v1/desk/releases/report/${name}-report/now`], ['POST', `/api/v1/desk/releases/product/${kExhibitor}/${name}-lamp/now`],
  ['GET', `/api/v1/desk/content/file?path=reports/${name}-report.yaml`], ['GET', '/api/v1/desk/content/export.zip'],
  ['GET', '/api/v1/desk/releases'], ['GET', `/api/v1/desk/booths/${kExhibitor}/profile`],
];
/** What a visitor may do with a product that is there. */
export const visits = (name) => [
  ['PUT', `/api/v1/my/visit/saved/${kExhibitor}/${name}-lamp`],
  ['POST', '/api/v1/my/visit/offers', { id: 'one-offer', exhibitor: kExhibitor, product: `${name}-lamp`, quantity: 1, text: 'How much?' }],
];
export const [kSecretName, kOpenName, kNeverName] = kNames;

const kParameters = {
  report: `${kNames[1]}-report`, post: `${kNames[1]}-story`, stage: kStage, session: 'unveiling', hall: 'one', exhibitor: kExhibitor, language: 'en',
  name: `${kNames[1]}-sheet.pdf`, input: 'primary', p: 'p1', visitor: 'v', person: 'miao-wei',
};
const kQueries = { '/api/v1/search': '?q=quartzsecret', '/api/v1/exhibition/catalogue': '?limit=100' };

/**
 * Everything that the server says it answers a GET with, filled with what is public, and every page that it names:
 * the API from its own description, the pages from the sitemap. `open` is what needs no rights.
 */
export async function lists(server) {
  const { paths } = await server.json('/api/v1/openapi.json');
  const api = Object.entries(paths).filter(([, { get }]) => get).map(([template, { get }]) => ({
    address: template.replaceAll(/\{(\w+)\}/g, (_, name) => kParameters[name] ?? 'none') + (kQueries[template] ?? ''),
    open: !get.security && !/\{token\}|\/account\/|\/session$|\/desk\/|\/films\/|\/polls\//.test(template),
  }));
  const sitemap = await (await server.get('/sitemap.xml')).text();
  const pages = [...sitemap.matchAll(/<loc>[^<]*?:\/\/[^/]+([^<]*)<\/loc>/g)].map(([, address]) => address);
  const more = [
    '/sitemap.xml', '/robots.txt', '/summary', '/report', '/my', '/my-visit', '/search?q=quartzsecret', '/catalogue?q=quartzsecret', '/?lang=en',
    '/api/v1/search?q=Quartz&lang=en', '/api/v1/exhibition/catalogue?q=quartz', '/news.zh.atom', '/news.id.atom', '/studio', '/admin',
    `/stage/${kStage}/chat`, `/embed/${kStage}`, `/overlay/${kStage}`, `/p1/${kStage}/now`, '/healthz', '/readyz', '/metrics', '/cover/en.png',
  ];
  return [...api, ...[...pages, ...more].map((address) => ({ address, open: true }))];
}

/** The pulses of a stage that may be asked for now: the last ones, their block, the snapshot. */
export async function pulseAddresses(server) {
  // The first block and the first snapshot are there by the sixteenth pulse.
  const now = async () => server.json(`/p1/${kStage}/now`);
  await until('sixteen pulses', async () => (await now()).head >= 16);
  const { epoch, head } = await now();
  const of = (kind, number) => `/p1/${epoch}/${kStage}/${kind}/${number}`;
  return [of('n', head), of('n', head - 1), of('b', (head >> 3) - 1), of('s', Math.floor(head / 10))];
}
export { kStage };

/** Two organisers arm both reports, and release the twin that is to be out; its own instant is all that the secret waits for. */
export async function armByTwo(server, run) {
  const hands = [];
  for (const name of ['first', 'second']) {
    const { stdout } = await run('user', name, '--data', server.data);
    hands.push(await server.signIn({ name, password: /password\s+(\S+)/.exec(stdout)[1] }));
  }
  const statuses = [];
  for (const hand of hands) {
    for (const name of kNames.slice(0, 2)) statuses.push((await hand('POST', `/api/v1/desk/releases/report/${name}-report/arm`, {})).status);
  }
  statuses.push((await hands[0]('POST', `/api/v1/desk/releases/report/${kNames[1]}-report/now`, {})).status);
  return { hands, statuses };
}
