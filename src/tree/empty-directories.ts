import { ifReadable } from '../base/errors.js';
import type { Storage } from '../storage/storage.js';
import { assetPath } from './tree-file.js';
import type { Unit } from './units.js';

/** Returns the empty directories of a unit outside its zarrs. Object stores have none. */
export async function emptyDirectories(storage: Storage, unit: Unit): Promise<string[]> {
  if (storage.flat || unit.kind === 'root') return [];
  const filled = pathsOf(unit.files);
  // A link to a directory outside the tree is listed as a file and cannot be listed itself.
  const opaque = new Set(unit.files.map(assetPath));
  const empty: string[] = [];
  const visit = async (directory: string): Promise<void> => {
    for (const { name, kind } of await storage.readDirectory(directory)) {
      const path = `${directory}/${name}`;
      if (kind !== 'directory' || opaque.has(path)) continue;
      if (filled.has(path)) await visit(path);
      else if (unit.kind !== 'dataset') empty.push(path);
      // A run that cannot be read is a finding of its own.
      else if ((await ifReadable(() => storage.readDirectory(path)))?.length === 0) empty.push(path);
    }
  };
  await visit(unit.directory);
  return empty;
}

/** Returns the paths of files and of the directories above them. */
export function pathsOf(files: Iterable<{ readonly path: string }>): ReadonlySet<string> {
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
