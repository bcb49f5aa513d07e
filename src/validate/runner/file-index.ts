import type { TreeFile } from '../tree/tree-file.js';

/** Which files and directories a unit has. */
export class FileIndex {
  readonly #paths = new Set<string>();

  constructor(files: readonly TreeFile[]) {
    for (const { path } of files) {
      this.#paths.add(path);
      for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
        const directory = path.slice(0, at);
        if (this.#paths.has(directory)) break;
        this.#paths.add(directory);
      }
    }
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }
}
