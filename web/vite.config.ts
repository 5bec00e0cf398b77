import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import type { GetModuleInfo, OutputBundle, OutputChunk } from 'rollup';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { onlyWhatPlays } from './scripts/only_what_plays';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes dist/stage.html: the audience shell plus `modulepreload` links and styles for the pages
 * that play something, which the server sends for them. The browser then fetches entry, pages and
 * player side by side instead of one after the other.
 */
function stageShell(): Plugin {
  const roots = ['audience/stage_pages.ts', 'player/open.ts', 'player/hls_engine.ts'];
  return {
    name: 'plenary-stage-shell',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const shell = bundle['audience.html'];
      if (shell?.type !== 'asset') return;
      const chunks = Object.values(bundle).filter((item): item is OutputChunk => item.type === 'chunk');
      const files = new Set<string>();
      for (const root of roots) {
        const chunk = chunks.find((one) => one.moduleIds.some((id) => id.endsWith(root)));
        if (!chunk) throw new Error(`${root} is missing from the bundle`);
        collect(bundle, chunk.fileName, files);
      }
      const html = String(shell.source);
      // The largest first: on a slow line it comes while the small ones, a journey each, take turns beside it.
      const size = (file: string) => { const item = bundle[file]; return item?.type === 'chunk' ? item.code.length : 0; };
      const links = [...files]
        .filter((file) => !html.includes(file))
        .sort((a, b) => size(b) - size(a))
        .map((file) =>
          file.endsWith('.css')
            ? `<link rel="stylesheet" crossorigin href="/${file}">`
            : `<link rel="modulepreload" crossorigin href="/${file}">`,
        );
      this.emitFile({
        type: 'asset',
        fileName: 'stage.html',
        source: html.replace('<!--plenary:head-->', `<!--plenary:head-->\n    ${links.join('\n    ')}`),
      });
    },
  };
}

/** A chunk, what it imports at once, and their styles. */
function collect(bundle: OutputBundle, file: string, files: Set<string>): void {
  const item = bundle[file];
  if (files.has(file) || item?.type !== 'chunk') return;
  files.add(file);
  const styles = (item as OutputChunk & { viteMetadata?: { importedCss: Set<string> } }).viteMetadata?.importedCss;
  styles?.forEach((style) => files.add(style));
  item.imports.forEach((imported) => collect(bundle, imported, files));
}

/** What a module needs before it runs, and what it may load later as well with `later`. */
function reach(root: string, info: GetModuleInfo, later = false): Set<string> {
  const found = new Set([root]);
  for (const id of found) {
    const { importedIds = [], dynamicallyImportedIds = [] } = info(id) ?? {};
    for (const next of [...importedIds, ...(later ? dynamicallyImportedIds : [])]) found.add(next);
  }
  return found;
}

/** What Svelte has for pages with forms and movement, which the entry has not: it names all of itself, and uses little. */
const kNotAtOnce = /svelte\/.*\/(transitions|svelte-element|html|style|clone|loop|timing|bindings\/(input|select|media|size|window|universal))\.js$|media-query|animations/;

/** What a page that plays needs of the player at once, beside hls.js: one request instead of four. */
const kPlayer = ['open', 'keys', 'timeline'];

/**
 * A request costs its reader more than lines that are not needed yet: what the audience's entry shares
 * with the desks is one chunk, the rest of the entry another, and what every page fetches last a third.
 */
function chunks(): (id: string, api: { getModuleInfo: GetModuleInfo }) => string | undefined {
  const named = new Map<string, string>();
  return (id, { getModuleInfo }) => {
    if (named.size === 0) {
      const name = (one: string, chunk: string) => named.has(one) || kNotAtOnce.test(one) || named.set(one, chunk);
      const first = reach(here('audience.html'), getModuleInfo);
      const last = reach(here('audience/latest_parts.ts'), getModuleInfo);
      // Whatever a desk may load must not lie beside the audience's entry, which would run there.
      for (const root of ['admin.html', 'studio.html', 'overlay.html']) {
        for (const one of reach(here(root), getModuleInfo, true)) if (first.has(one) || last.has(one)) name(one, 'base');
      }
      for (const one of first) name(one, 'audience');
      // A style alone would be put beside any small script, whatever that loads.
      name(here('shared/styles/dialog.css'), 'base');
      for (const one of last) name(one, one.endsWith('/dates.ts') ? 'audience' : 'latest');
      for (const one of kPlayer) name(here(`player/${one}.ts`), 'player');
    }
    return named.get(id);
  };
}

const target = process.env.PLENARY_TARGET ?? 'http://127.0.0.1:27001';

export default defineConfig({
  plugins: [svelte(), onlyWhatPlays(), stageShell()],
  build: {
    target: ['es2021', 'safari15'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: true,
    // hls.js is one library and one chunk.
    chunkSizeWarningLimit: 600,
    rollupOptions: {
      output: { manualChunks: chunks() },
      input: {
        audience: here('audience.html'), studio: here('studio.html'), admin: here('admin.html'), overlay: here('overlay.html'),
      },
    },
  },
  server: {
    port: 27000,
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/api', '/live', '/replay', '/b1', '/p1'].map((path) => [path, { target, ws: path === '/p1' }])),
  },
  test: { include: ['**/*.test.ts'], environment: 'node' },
});
