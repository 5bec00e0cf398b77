/**
 * What a first visit loads, gzip: the audience shell with its entry script, what that imports at
 * once, its styles, and the words of one language, the largest; not the player. Fails above the limit.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const kLimit_bytes = 40_000;
const dist = new URL('../dist/', import.meta.url);
const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;

function filesOf(shell) {
  const html = readFileSync(new URL(shell, dist), 'utf8');
  const links = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
  const files = new Set([shell, ...links]);
  for (const file of files) {
    if (!file.endsWith('.js')) continue;
    const code = readFileSync(new URL(file, dist), 'utf8');
    for (const [, name] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) files.add(`assets/${name}`);
  }
  return [...files];
}

/** Everything that a shell's pages may load, now or later. */
function allOf(shell) {
  const files = new Set(filesOf(shell));
  for (const file of files) {
    if (!file.endsWith('.js')) continue;
    const code = readFileSync(new URL(file, dist), 'utf8');
    for (const [, name] of code.matchAll(/["'](?:\.\/|assets\/)([\w-]+\.js)["']/g)) files.add(`assets/${name}`);
  }
  return files;
}

function report(title, files) {
  const rows = files.map((file) => [file, size(file)]);
  const total = rows.reduce((sum, [, bytes]) => sum + bytes, 0);
  console.log(title);
  for (const [file, bytes] of rows) console.log(`  ${String(bytes).padStart(7)}  ${file}`);
  console.log(`  ${String(total).padStart(7)}  bytes gzip in all`);
  return total;
}

/** The audience's words are one chunk a language; the entry asks for the reader's. */
function wordsOf(files) {
  const entry = files.find((file) => /\/audience-[^/]*\.js$/.test(file));
  const code = readFileSync(new URL(entry, dist), 'utf8');
  const languages = readdirSync(new URL('assets/', dist)).filter((file) => /^(zh|en|id)-[^/]*\.js$/.test(file) && code.includes(file));
  if (languages.length !== 3) throw new Error(`three languages are wanted, not ${languages}`);
  return languages.map((file) => `assets/${file}`).sort((a, b) => size(b) - size(a))[0];
}

const first = filesOf('audience.html');
const audience = [...first, wordsOf(first)];
const total = report('audience, first load without the player', audience);
report('player, on pages that play', filesOf('stage.html').filter((file) => !audience.includes(file) && file !== 'stage.html'));
report('studio', filesOf('studio.html'));
report('desk', filesOf('admin.html'));
console.log(`limit ${kLimit_bytes}, first load ${total}: ${total <= kLimit_bytes ? 'ok' : 'TOO LARGE'}`);
// The entry of one page that another loads would run there, and take its place.
const entry = first.find((file) => /\/audience-[^/]*\.js$/.test(file));
const strays = ['admin.html', 'studio.html', 'overlay.html'].filter((shell) => allOf(shell).has(entry));
if (strays.length > 0) console.log(`${strays.join(', ')} would load the audience's entry: WRONG`);
process.exitCode = total <= kLimit_bytes && strays.length === 0 ? 0 : 1;
