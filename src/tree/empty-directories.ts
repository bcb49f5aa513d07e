import type { Storage } from '../storage/index.js';
import { assetPath } from './asset.js';
import { PathIndex } from './path-index.js';
import type { Unit } from './unit.js';

/** Directories of a unit, outside its zarrs, that hold nothing at all. Object stores have none. */
export async function emptyDirectories(storage: Storage, unit: Unit): Promise<string[]> {
  if (storage.flat || unit.kind === 'root') return [];
  const filled = new PathIndex(unit.files);
  // A link to a directory outside the tree is listed as a file, and cannot be looked into.
  const opaque = new Set(unit.files.map(assetPath));
  const empty: string[] = [];
  const visit = async (directory: string): Promise<void> => {
    for (const { name, kind } of await storage.readDirectory(directory)) {
      const path = `${directory}/${name}`;
      if (kind !== 'directory' || opaque.has(path)) continue;
      if (filled.has(path)) await visit(path);
      else if (unit.kind !== 'dataset') empty.push(path);
      else if ((await storage.readDirectory(path)).length === 0) empty.push(path);
    }
  };
  await visit(unit.directory);
  return empty;
}
