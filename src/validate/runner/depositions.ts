import { ifReadable } from '../../errors/index.js';
import { numberAt } from '../../json/index.js';
import { buildPath, type Layout, layouts } from '../../layout/index.js';
import { compareCodePoints, type Storage } from '../../storage/index.js';
import type { JsonContext, TreeContext } from '../contexts/index.js';

/** Remembers which depositions metadata files belong to, and the first file of each by name. */
export class DepositionsNamed {
  readonly #namedBy = new Map<number, string>();

  note({ value, path }: JsonContext): void {
    const id = numberAt(value ?? undefined, 'deposition_id');
    if (id === null || !Number.isInteger(id) || id < 0) return;
    const before = this.#namedBy.get(id);
    // Runs are checked at the same time and end in any order.
    if (before === undefined || compareCodePoints(path, before) < 0) this.#namedBy.set(id, path);
  }

  get ids(): number[] {
    return [...this.#namedBy.keys()].sort((a, b) => a - b);
  }

  /** Where the metadata files of the depositions should lie and whether they do. */
  async lookUp(storage: Storage, layout: Layout): Promise<TreeContext['depositions']> {
    const found: TreeContext['depositions'][number][] = [];
    for (const id of this.ids) {
      const paths = layouts.map((each) => buildPath('depositionMetadata', each, { deposition_id: `${id}` }));
      // What cannot be looked up counts as absent: there is no metadata to be read.
      const infos = await Promise.all(paths.map((path) => ifReadable(() => storage.stat(path))));
      found.push({
        id,
        metadataPath: buildPath('depositionMetadata', layout, { deposition_id: `${id}` }),
        exists: infos.some((info) => info !== null),
        namedBy: this.#namedBy.get(id) ?? '',
      });
    }
    return found;
  }
}
