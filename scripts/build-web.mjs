// Builds web/dist, the page that checks trees in a browser, unless the page there or one that is kept is of these very sources.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from './build-stamps.mjs';
import { bundleWeb } from './bundle-web.mjs';
import { bringKept } from './kept-builds.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = join(root, 'web/dist');

const sources = await filesBelow(root, 'web');
await bringKept({
  kind: 'web',
  directory,
  root,
  inputs: [
    'package-lock.json',
    'package.json',
    'scripts/bundle-web.mjs',
    'dist/kernels.wasm',
    ...sources.filter((file) => !file.startsWith('web/dist/')),
    ...(await filesBelow(root, 'src')),
  ],
  async build() {
    await rm(directory, { recursive: true, force: true });
    await bundleWeb(root, directory);
  },
});
