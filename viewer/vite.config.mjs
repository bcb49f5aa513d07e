import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

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

export default defineConfig({
  root,
  base: './',
  plugins: [missingIcons, plainWorkers],
  worker: { format: 'es', plugins: () => [missingIcons, plainWorkers] },
  build: {
    outDir: resolve(root, 'dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 10_000,
  },
});
