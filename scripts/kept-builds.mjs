// What takes long to build and seldom changes is kept in the user's cache directory too, where other checkouts and fresh clones
// find it.
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { filesBelow } from './build-stamps.mjs';

/** Builds that are kept of a kind: a few branches' worth. */
const mostKept = 4;

/** Digest of the names and contents of files. */
async function digestOf(root, files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(await readFile(join(root, file)));
  return hash.digest('hex');
}

/** Copies a directory to where none or a broken one is, in one step for whoever looks. */
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

async function keep(directory, caches, cache) {
  await mkdir(caches, { recursive: true });
  await copy(directory, cache);
  const names = await readdir(caches);
  const ages = await Promise.all(names.map(async (name) => [name, (await stat(join(caches, name))).mtimeMs]));
  const old = ages.sort(([, a], [, b]) => b - a).slice(mostKept);
  for (const [name] of old) await rm(join(caches, name), { recursive: true, force: true });
}

/**
 * Sees that `directory` holds what `build` makes of the inputs, files below `root`: it stays where it does, is copied from the
 * cache where that has it, and is built else. Passes on errors of `build`; a cache that cannot be read or written is none.
 */
export async function bringKept({ kind, directory, root, inputs, build }) {
  const source = await digestOf(root, inputs);
  const caches = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cryoet-ingest', kind);
  const cache = join(caches, source);
  /** What the stamp of a build says: what it was made from and what it holds, so that half a build is none. */
  const stampOf = async (built) => {
    const files = (await filesBelow(built, '.')).filter((file) => file !== 'stamp');
    return `${source} ${await digestOf(built, files)}\n`;
  };
  const isWhole = async (built) => {
    const stamp = await readFile(join(built, 'stamp'), 'utf8').catch(() => null);
    return stamp !== null && stamp === (await stampOf(built));
  };
  const fetchKept = async () => {
    if (!(await isWhole(cache))) return false;
    await copy(cache, directory);
    return isWhole(directory);
  };
  if (!(await isWhole(directory)) && !(await fetchKept().catch(() => false))) {
    await build();
    await writeFile(join(directory, 'stamp'), await stampOf(directory));
  }
  // Without a cache directory that can be written, the next clone builds again.
  if (!(await isWhole(cache).catch(() => false))) await keep(directory, caches, cache).catch(() => undefined);
}
