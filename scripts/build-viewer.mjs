// Bundles Neuroglancer into viewer/dist/, which takes ten seconds, unless the bundle there or one that is kept is of this very
// Neuroglancer and configuration.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringKept } from './kept-builds.mjs';

const viewer = fileURLToPath(new URL('../viewer/', import.meta.url));

await bringKept({
  kind: 'viewer',
  directory: join(viewer, 'dist'),
  root: viewer,
  inputs: [
    'vite.config.mjs',
    'index.html',
    'main.js',
    '../package-lock.json',
    '../scripts/third-party-notices.mjs',
  ],
  async build() {
    const { build } = await import('vite');
    await build({ configFile: join(viewer, 'vite.config.mjs'), logLevel: 'warn' });
  },
});
