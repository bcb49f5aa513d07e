// Bundles Neuroglancer into viewer/dist/, unless the bundle there is of this very Neuroglancer and configuration. Bundling takes a
// minute: each bundle is kept in the user's cache directory too, where other checkouts and fresh clones find it.
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from './build-stamps.mjs';

const viewer = fileURLToPath(new URL('../viewer/', import.meta.url));
const bundle = join(viewer, 'dist');
const inputs = [
  'vite.config.mjs',
  'index.html',
  'main.js',
  '../package-lock.json',
  '../scripts/third-party-notices.mjs',
];
/** Bundles that are kept: a few branches' worth. */
const mostKept = 4;

async function digest(root, files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(await readFile(join(root, file)));
  return hash.digest('hex');
}

const source = await digest(viewer, inputs);
const caches = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cryoet-ingest/viewer');
const cache = join(caches, source);

/** What the stamp of a bundle says: what it was made from and what it holds, so that half a bundle is none. */
async function stampOf(directory) {
  const files = (await filesBelow(directory, '.')).filter((file) => file !== 'stamp');
  return `${source} ${await digest(directory, files)}\n`;
}

async function isWhole(directory) {
  const stamp = await readFile(join(directory, 'stamp'), 'utf8').catch(() => null);
  return stamp !== null && stamp === (await stampOf(directory));
}

/** Copies a bundle to where none or a broken one is, in one step for whoever looks. */
async function copy(from, to) {
  const partial = `${to}.partial-${process.pid}`;
  try {
    await cp(from, partial, { recursive: true });
    await rm(to, { recursive: true, force: true });
    await rename(partial, to);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function fetchKept() {
  if (!(await isWhole(cache))) return false;
  await copy(cache, bundle);
  return isWhole(bundle);
}

async function keep() {
  await mkdir(caches, { recursive: true });
  await copy(bundle, cache);
  const names = await readdir(caches);
  const ages = await Promise.all(names.map(async (name) => [name, (await stat(join(caches, name))).mtimeMs]));
  const old = ages.sort(([, a], [, b]) => b - a).slice(mostKept);
  for (const [name] of old) await rm(join(caches, name), { recursive: true, force: true });
}

if (!(await isWhole(bundle)) && !(await fetchKept().catch(() => false))) {
  const { build } = await import('vite');
  await build({ configFile: join(viewer, 'vite.config.mjs'), logLevel: 'warn' });
  await writeFile(join(bundle, 'stamp'), await stampOf(bundle));
}
// Without a cache directory that can be written, the next clone bundles again.
if (!(await isWhole(cache).catch(() => false))) await keep().catch(() => undefined);
