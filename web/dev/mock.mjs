/**
 * The server's API from the golden files, for work on the pages without a server:
 *   node dev/mock.mjs [--port 27001] [--scene live] [--media DIR]
 * Serves web/dist as the server does (state in the shell, strict content policy), the API, a desk
 * that can be operated, and with --media a folder of HLS under /live/opening/. The scene changes by
 * POST /mock/scene/{name}; /mock/hide and /mock/release take the report back and bring it out.
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { kSources, makeContent } from './content.mjs';
import { makeBooth } from './booth.mjs';
import { apply, copy, makeContentDesk, same, valueAt } from './content_desk.mjs';
import { makeDesk } from './desk.mjs';
import { makeExhibition } from './exhibition.mjs';
import { find } from './find.mjs';
import { speaker } from './speaker.mjs';
import { sceneNames, world } from './scenes.mjs';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
};

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const media = option('media', null);
/** Without halls, as the reference conference. */
const bare = process.argv.includes('--no-halls');
const started = new Date().toISOString();
let scene = option('scene', 'live');
let since = Date.now();

const kTypes = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
  '.json': 'application/json', '.m3u8': 'application/vnd.apple.mpegurl', '.m4s': 'video/mp4', '.mp4': 'video/mp4',
  '.ts': 'video/mp2t',
};
const kPolicy =
  "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

const overlay = media ? { opened_at: started, live: '/live/opening/index.m3u8', rewind: '/live/opening/index.m3u8' } : {};
/** How often what is visible changed. */
let changes = 0;
const present = () => {
  const made = world(scene, since, overlay);
  made.programme.version += changes;
  for (const stage of made.stages) stage.programme_version = made.programme.version;
  made.conference.sources = { ...kSources, ...made.conference.sources };
  return made;
};
const exhibition = makeExhibition(present);
/** As present(), with the special events of the exhibition. */
const shown = () => {
  const made = present();
  if (!bare) exhibition.special(made.programme);
  return made;
};
const booth = makeBooth({ apply, copy, same, valueAt });
const desk = makeDesk(present, makeContentDesk({ empty: process.argv.includes('--empty'), now: () => present().now() }), booth);
const content = makeContent();

const kept = new Map();

/** A large answer is packed once, as the server does. */
function zipped(body) {
  if (body.length < 100_000) return gzipSync(body);
  if (!kept.has(body)) {
    if (kept.size > 8) kept.clear();
    kept.set(body, gzipSync(body));
  }
  return kept.get(body);
}

function send(request, response, status, type, body, headers = {}) {
  const zip = /gzip/.test(request.headers['accept-encoding'] ?? '') && body.length > 200;
  const bytes = zip ? zipped(body) : Buffer.from(body);
  if (zip) headers['content-encoding'] = 'gzip';
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length, vary: 'accept-encoding', ...headers });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

const kPicture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><rect width="320" height="180" fill="#17406f"/><circle cx="200" cy="70" r="40" fill="#8fb8ea"/></svg>';
let starred = [];

async function agenda(request, response) {
  let text = '';
  for await (const chunk of request) text += chunk;
  if (request.method === 'PUT') starred = JSON.parse(text).sessions;
  return json(request, response, { sessions: starred, feed: '/my/8Wd0m3Xo2kQvZ1.ics', ticket: null });
}

const json = (request, response, value, status = 200, headers = {}) =>
  send(request, response, status, status < 400 ? 'application/json' : 'application/problem+json', JSON.stringify(value), {
    'cache-control': 'no-cache',
    ...headers,
  });

const problem = (request, response, status, title) => json(request, response, { type: 'about:blank', status, title }, status);

function page(request, response, path) {
  const studio = path.startsWith('/studio');
  const admin = /^\/admin(\/|$)/.test(path);
  const plays = /^\/(stage|session)\//.test(path);
  const shell = join(dist, studio ? 'studio.html' : admin ? 'admin.html' : plays ? 'stage.html' : 'audience.html');
  if (!existsSync(shell)) return problem(request, response, 503, 'run npm run build first');
  const { conference, programme, people, stages } = shown();
  // A large programme does not fit into every page; the pages fetch it.
  const brought = programme.sessions.length > 100 ? { conference, stages } : { conference, programme, people, stages };
  const state = JSON.stringify(brought).replace(/</g, '\\u003c');
  const preload = path.startsWith('/stage/') && stages[0].live
    ? `<link rel="preload" as="fetch" crossorigin href="${stages[0].live}">` : '';
  const html = readFileSync(shell, 'utf8')
    .replace('<!--plenary:head-->', `<title>${conference.title.en}</title>${preload}`)
    .replace('id="state"></script>', `id="state">${state}</script>`);
  send(request, response, 200, kTypes['.html'], html, { 'content-security-policy': kPolicy, 'cache-control': 'no-cache' });
}

function file(request, response, folder, path, headers = {}) {
  const full = join(folder, normalize(path));
  if (!full.startsWith(folder) || !existsSync(full) || !statSync(full).isFile()) {
    return problem(request, response, 404, 'no such file');
  }
  const type = kTypes[extname(full)] ?? 'application/octet-stream';
  if (/text|svg|mpegurl/.test(type)) return send(request, response, 200, type, readFileSync(full), headers);
  response.writeHead(200, { 'content-type': type, 'content-length': statSync(full).size, ...headers });
  return createReadStream(full).pipe(response);
}

const server = createServer((request, response) => {
  const { pathname: path, searchParams } = new URL(request.url, 'http://mock');
  if (path.startsWith('/mock/scene/')) {
    scene = path.slice(12);
    since = Date.now();
    return json(request, response, { scene, scenes: sceneNames });
  }
  if (path === '/mock/hide' || path === '/mock/release') {
    content.hide(path === '/mock/hide');
    changes += 1;
    return json(request, response, { path });
  }
  if (path.startsWith('/mock/booth/') || path.startsWith('/mock/picture/')) {
    const done = booth.mock(path, Object.fromEntries(searchParams));
    return done?.svg ? send(request, response, 200, kTypes['.svg'], done.svg) : json(request, response, done);
  }
  // The booth's desk has a booth and categories of its own.
  const at_desk = /\/(studio|admin)/.test(request.headers.referer ?? '') && path === '/api/v1/exhibition';
  if (at_desk || path === '/api/v1/exhibition/exhibitors/qinghe/slots') return json(request, response, booth.answer('GET', path, searchParams)[1]);
  if (exhibition.answer(request, response, path, searchParams, { json, problem, send }, { empty: bare, changed: () => (changes += 1) })) return;
  const found = content.answer(path, searchParams);
  if (found === null) return problem(request, response, 404, 'not found');
  if (found && path.endsWith('/cite')) return send(request, response, 200, 'text/plain; charset=utf-8', found.text);
  if (found) return json(request, response, found);
  if (path.startsWith('/api/v1/desk') || path === '/api/v1/session') return desk(request, response, path, { json, problem, send });
  if (path === '/api/v1/search') return json(request, response, find(new URL(request.url, 'http://mock').searchParams, present()));
  const told = /^\/api\/v1\/speaker\/([\w-]+)(\/proposal|\/key|\/picture\.jpg)?$/.exec(path);
  if (told) {
    const view = speaker(told[1], present(), new URL(request.url, 'http://mock').searchParams);
    if (view && told[2] === '/picture.jpg') return send(request, response, 200, 'image/svg+xml', kPicture);
    if (view && told[2] === '/key') return json(request, response, { stream_key: `${view.preview.stage}?key=Vb3mJ0n5cT1xkq7ZL2yWm8uRfaP6hDsE4gXoNwIiQbA` });
    return view ? json(request, response, told[2] ? {} : view) : problem(request, response, 404, 'no such invitation');
  }
  if (path === '/api/v1/my/agenda') return agenda(request, response);
  if (path === '/api/v1/reports') return json(request, response, { reports: [] });
  const api = /^\/api\/v1\/(conference|programme|people|stages)$/.exec(path);
  if (api) return json(request, response, shown()[api[1]]);
  if (path.startsWith('/assets/')) {
    return file(request, response, dist, path, { 'cache-control': 'public, max-age=31536000, immutable' });
  }
  if (/^\/(live|replay)\//.test(path)) {
    if (!media) return problem(request, response, 404, 'not on air');
    return file(request, response, media, path.replace(/^\/(live|replay)\/[^/]+\//, ''), { 'cache-control': 'no-cache' });
  }
  if (/^\/($|stage\/|session\/|admin|studio|programme$|search$|my$|report$|report\/|embed\/figure\/|news$|news\/|summary$|person\/|organisation\/|forum\/|speaker\/|account$|exhibition$|exhibition\/hall\/|exhibitor\/|catalogue$|my-visit$)/.test(path)) return page(request, response, path);
  return problem(request, response, 404, 'no such page');
});

server.listen(Number(option('port', '27001')), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/  scene ${scene}; scenes: ${sceneNames.join(' ')}`);
});
