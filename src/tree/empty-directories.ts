import { ifReadable } from '../base/errors.js';
import { joinKey } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import { assetPath } from './tree-file.js';
import type { Unit } from './units.js';

/**
 * Returns the directories of a unit, outside its zarrs, that have no files; of the whole tree, the datasets without any.
 * `filled` are runs that have some. Object stores have none.
 */
export async function emptyDirectories(
  storage: Storage,
  unit: Unit,
  filledRuns: readonly string[] = [],
): Promise<string[]> {
  if (storage.flat) return [];
  const filled = pathsOf(unit.files);
  for (const run of filledRuns) filled.add(joinKey(unit.directory, run));
  // A link to a directory outside the tree is listed as a file and cannot be listed itself.
  const opaque = new Set(unit.files.map(assetPath));
  // A run that cannot be read is a finding of its own.
  const isHollow = async (path: string): Promise<boolean> => {
    const entries = await ifReadable(() => storage.readDirectory(path));
    for (const { name, kind } of entries ?? [])
      if (kind !== 'directory' || !(await isHollow(joinKey(path, name)))) return false;
    return entries !== null;
  };
  const empty: string[] = [];
  const visit = async (directory: string): Promise<void> => {
    for (const { name, kind } of await storage.readDirectory(directory)) {
      const path = joinKey(directory, name);
      if (kind !== 'directory' || opaque.has(path)) continue;
      if (!filled.has(path)) {
        if (await isHollow(path)) empty.push(path);
      } else if (unit.kind !== 'root' && !filledRuns.includes(name)) await visit(path);
    }
  };
  await visit(unit.directory);
  return empty;
}

/** Returns the paths of files and of the directories above them. */
export function pathsOf(files: Iterable<{ readonly path: string }>): Set<string> {
  const paths = new Set<string>();
  for (const { path } of files) {
    paths.add(path);
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const directory = path.slice(0, at);
      if (paths.has(directory)) break;
      paths.add(directory);
    }
  }
  return paths;
}
