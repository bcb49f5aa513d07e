import { compareCodePoints } from '../keys/index.js';
import { isPartialName } from '../partial-name.js';
import type { DirectoryEntry, SizedEntry } from '../storage.js';

/** What lies directly in one directory, ascending by name, without files in the making. */
export class Listing {
  readonly entries: readonly SizedEntry[];

  constructor(entries: Iterable<SizedEntry>) {
    this.entries = [...entries]
      .filter(({ name }) => !isPartialName(name))
      .sort((a, b) => compareCodePoints(a.name, b.name) || compareKinds(a, b));
  }

  /** Entries whose names begin so; takes no look at the others, of which a directory may hold very many. */
  startingWith(prefix: string): readonly SizedEntry[] {
    if (prefix === '') return this.entries;
    const start = this.#firstNotBefore(prefix);
    let end = start;
    while (this.entries[end]?.name.startsWith(prefix)) end++;
    return this.entries.slice(start, end);
  }

  /** The entry of a name; an object store may hold an object and a prefix of one name, which is the object then. */
  find(name: string): SizedEntry | null {
    const entry = this.entries[this.#firstNotBefore(name)];
    return entry?.name === name ? entry : null;
  }

  #firstNotBefore(name: string): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareCodePoints(this.entries[middle]?.name ?? '', name) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compareKinds(first: DirectoryEntry, second: DirectoryEntry): number {
  if (first.kind === second.kind) return 0;
  return first.kind === 'file' ? -1 : 1;
}
