// Bundles Neuroglancer into viewer/dist/, unless the bundle there is of this very Neuroglancer and configuration.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const viewer = new URL('../viewer/', import.meta.url);
const inputs = [
  'vite.config.mjs',
  'index.html',
  'main.js',
  '../package-lock.json',
  '../scripts/third-party-notices.mjs',
];
const stampFile = new URL('dist/stamp', viewer);

const hash = createHash('sha256');
for (const input of inputs) hash.update(await readFile(new URL(input, viewer)));
const stamp = hash.digest('hex');

if (!existsSync(stampFile) || (await readFile(stampFile, 'utf8')) !== stamp) {
  const { build } = await import('vite');
  await build({ configFile: fileURLToPath(new URL('vite.config.mjs', viewer)), logLevel: 'warn' });
  await writeFile(stampFile, stamp);
}
