import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { writeThirdPartyNotices } from '../scripts/third-party-notices.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const anyIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor"><circle cx="12" cy="12" r="7"/></svg>';

/** Neuroglancer imports icons that the published `ikonate` lacks: a circle stands in for those. */
const missingIcons = {
  name: 'missing-icons',
  enforce: 'pre',
  resolveId(source, importer) {
    if (!source.includes('ikonate/icons/')) return null;
    const file = source.split('?')[0].replace(/^ikonate\//, '');
    const known = resolve(root, '../node_modules/ikonate', file);
    return existsSync(known) || importer === undefined ? null : `\0icon:${source}`;
  },
  load(id) {
    return id.startsWith('\0icon:') ? `export default ${JSON.stringify(anyIcon)}` : null;
  },
};

/** Vite finds workers only where nothing stands between `new Worker(` and `new URL(`. */
const plainWorkers = {
  name: 'plain-workers',
  enforce: 'pre',
  transform(code, id) {
    if (!dirname(id).includes('neuroglancer') || !code.includes('new Worker(')) return null;
    return code.replaceAll(/new Worker\(\s*\/\*[\s\S]*?\*\/\s*new URL\(/g, 'new Worker(new URL(');
  },
};

/**
 * Neuroglancer writes its address after 0.4 s of changes at the latest. A state of many layers takes longer to read, as does
 * any on a busy machine: then it asks layers that are not read yet, fails, and loses the layer that is being read. It shall
 * wait until the changes end.
 */
const addressAfterChanges = {
  name: 'address-after-changes',
  enforce: 'pre',
  transform(code, id) {
    if (!id.split('?')[0].endsWith('neuroglancer/lib/ui/url_hash_binding.js')) return null;
    const changed = code.replace(/,\s*\{ maxWait: [^}]*\}/, '');
    if (changed === code)
      throw new Error(`no longest wait in ${id}: see whether a state of many layers is read whole`);
    return changed;
  },
};

const bundled = new Set();
const collectBundled = {
  name: 'collect-bundled',
  generateBundle(_, files) {
    for (const file of Object.values(files)) {
      for (const id of Object.keys(file.modules ?? {})) bundled.add(id.split('?')[0].replace(/^\0/, ''));
    }
  },
};

/** Workers are bundles of their own, which are done when that of the page is. */
const thirdPartyNotices = {
  name: 'third-party-notices',
  closeBundle: () =>
    writeThirdPartyNotices([...bundled].filter(existsSync), resolve(root, 'dist/THIRD-PARTY-NOTICES.txt')),
};

export default defineConfig({
  root,
  base: './',
  plugins: [missingIcons, plainWorkers, addressAfterChanges, collectBundled, thirdPartyNotices],
  worker: { format: 'es', plugins: () => [missingIcons, plainWorkers, collectBundled] },
  build: {
    outDir: resolve(root, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 10_000,
  },
});
