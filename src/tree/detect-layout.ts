import { collectionDirectory, isOwnFile, type Layout, layouts, parsePath } from '../layout/index.js';
import type { Storage } from '../storage/index.js';

/** Files looked at before a tree without telling names is taken for a documented one. */
const longestLook = 200_000;

/**
 * The layout of a tree: by the name of its deposition directory, else by the first path below `prefixes` that only one
 * layout knows. Fails with a StorageError when the tree cannot be listed.
 */
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
      if (looked > longestLook) return 'documented';
    }
  }
  return 'documented';
}
