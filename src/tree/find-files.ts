import { parseAnyPath, type SlotName, slots } from '../layout/index.js';
import type { Asset } from './asset.js';
import type { PublishedTree } from './open-tree.js';

/**
 * What lies right in a directory at a slot, in the names of either layout: those of the tree's own come first, short
 * names before long ones. Fails with a StorageError when the directory cannot be read.
 */
export async function findFiles(
  { storage, layout }: PublishedTree,
  directory: string,
  slot: SlotName,
): Promise<Pick<Asset, 'path' | 'variables' | 'layout'>[]> {
  const wanted = slots[slot].kind === 'file' ? 'file' : 'directory';
  const entries = await storage.readDirectory(directory);
  return entries
    .flatMap(({ name, kind }) => {
      const path = `${directory}/${name}`;
      const parsed = kind === wanted ? parseAnyPath(path, layout) : null;
      return parsed?.slot === slot && parsed.inside === '' ? [{ path, ...parsed }] : [];
    })
    .sort(
      (a, b) => Number(b.layout === layout) - Number(a.layout === layout) || a.path.length - b.path.length,
    );
}
