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
