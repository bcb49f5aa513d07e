import type { Item } from '../../sources/item.js';
import { itemDirectory } from '../../sources/item-paths.js';
import { parentKey } from '../../storage/keys/index.js';
import type { IngestContext } from '../context.js';

/** Warns of what the metadata of a run that was written to name and the output does not hold, once it is finished. */
export async function reportDangling(run: Item, context: IngestContext): Promise<void> {
  const directory = itemDirectory(run, context.options.layout);
  if (context.published === null || directory === null) return;
  const listings = new Map<string, Promise<ReadonlySet<string>>>();
  const namesIn = (parent: string) => {
    const names =
      listings.get(parent) ??
      context.output.readDirectory(parent).then((entries) => new Set(entries.map(({ name }) => name)));
    listings.set(parent, names);
    return names;
  };
  for (const { path, targets } of await context.published.changedDocuments(directory)) {
    for (const target of targets) {
      const parent = parentKey(target);
      const name = target.slice(parent === '' ? 0 : parent.length + 1);
      if ((await namesIn(parent)).has(name)) continue;
      context.warn(`${context.output.location(path)}: names ${target}, which is not in the output`, run);
    }
  }
}
