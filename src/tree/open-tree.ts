import { StorageError } from '../base/errors.js';
import type { Storage } from '../storage/storage.js';
import { collectionDirectory } from './layout/build-path.js';
import { isOwnFile } from './layout/own-files.js';
import { parsePath } from './layout/parse-path.js';
import { type Layout, layouts } from './layout/path-templates.js';

/** A tree that an ingest wrote, in a storage. */
export interface PublishedTree {
  readonly storage: Storage;
  readonly layout: Layout;
}

/** Opens a tree and detects its layout. Fails with a StorageError if the storage is empty or cannot be read. */
export async function openTree(storage: Storage): Promise<PublishedTree> {
  if ((await storage.readDirectory('')).length === 0) {
    const expected = 'a directory that an ingest wrote';
    throw new StorageError('missing', 'no tree here', { path: storage.location(''), expected });
  }
  return { storage, layout: await detectLayout(storage, ['']) };
}

/** Files that are looked at before a tree without distinctive names counts as of the first layout. */
const longestLook = 200_000;

/** Returns the layout of a tree by the first name or path that fits only one. Fails with a StorageError. */
export async function detectLayout(storage: Storage, prefixes: readonly string[]): Promise<Layout> {
  const names = new Set((await storage.readDirectory('')).map(({ name }) => name));
  const named = layouts.filter((layout) => names.has(collectionDirectory('deposition', layout, {})));
  if (named.length === 1 && named[0] !== undefined) return named[0];
  let looked = 0;
  for (const prefix of prefixes) {
    for await (const { key } of storage.list(prefix)) {
      if (isOwnFile(key)) continue;
      const fitting = layouts.filter((layout) => parsePath(key, layout) !== null);
      if (fitting.length === 1 && fitting[0] !== undefined) return fitting[0];
      looked += 1;
      if (looked > longestLook) return layouts[0];
    }
  }
  return layouts[0];
}
