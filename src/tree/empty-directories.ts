import type { Storage } from '../storage/storage.js';
import { assetPath } from './tree-file.js';
import type { Unit } from './units.js';

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

/** Which files and directories there are, by the paths of the files. */
export class PathIndex {
  readonly #paths = new Set<string>();

  constructor(files: Iterable<{ readonly path: string }>) {
    for (const { path } of files) {
      this.#paths.add(path);
      for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
        const directory = path.slice(0, at);
        if (this.#paths.has(directory)) break;
        this.#paths.add(directory);
      }
    }
  }

  /** Whether a path is one of the files, or a directory with one of them below it. */
  has(path: string): boolean {
    return this.#paths.has(path);
  }
}
