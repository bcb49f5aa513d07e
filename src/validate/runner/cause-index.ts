import type { Nearness } from '../consequences.js';
import type { TreeIssue } from '../finding.js';

/** Findings by where they lie, each under the number of its place among those from which others may follow. */
export class CauseIndex {
  #first: number | null = null;
  readonly #paths = new Map<string, number>();
  readonly #above = new Map<string, number>();
  readonly #items = new Map<string, number>();

  /** Adds a finding; those with lower numbers come first. */
  add({ path }: TreeIssue, place: number): void {
    this.#first ??= place;
    note(this.#paths, path, place);
    for (const directory of directoriesAbove(path)) note(this.#above, directory, place);
    note(this.#items, itemDirectory(path), place);
  }

  /** The number of the first finding to which a path is so near; null where there is none. */
  firstNear(path: string, nearness: Nearness): number | null {
    if (nearness === 'run') return this.#first;
    const places = [this.#above.get(path)];
    for (const directory of [path, ...directoriesAbove(path)]) {
      places.push(this.#paths.get(directory));
      if (nearness === 'item') places.push(this.#items.get(directory));
    }
    const found = places.filter((place) => place !== undefined);
    return found.length === 0 ? null : Math.min(...found);
  }
}

function note(places: Map<string, number>, path: string, place: number): void {
  if (!places.has(path)) places.set(path, place);
}

/** `a/b` and `a` for `a/b/c`. */
function directoriesAbove(path: string): string[] {
  const directories: string[] = [];
  for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
    directories.push(path.slice(0, end));
    if (end === 0) break;
  }
  return directories;
}

/** The directory of a file; of one in a pyramid, the directory that the pyramid lies in. */
function itemDirectory(path: string): string {
  const volume = /^(.*?\.zarr)(?:\/|$)/.exec(path)?.[1] ?? path;
  return volume.slice(0, Math.max(0, volume.lastIndexOf('/')));
}
