import { childTypes, entities, templatesOf } from '../../entities/index.js';
import { countOf } from '../../errors/index.js';
import { type Layout, templateDirectory } from '../../layout/index.js';
import type { Item } from '../../sources/item.js';
import { itemVariables } from '../../sources/item-paths.js';
import type { IngestContext } from '../context.js';
import type { ItemLog } from '../walk/item-log.js';

/**
 * Milliseconds that a half-made file of a deposition or dataset must have lain untouched. Ingests of other runs of the
 * same dataset may be under way and write such files, but none of them takes that long.
 */
const longestAtWork = 15 * 60 * 1000;

/**
 * What a killed ingest left half-made goes before an item is ingested again: all that is below its directory, or old
 * files among those that are its own, as the entity's row says.
 */
export async function removeLeftovers(
  item: Item,
  directory: string,
  log: ItemLog,
  { output, options }: IngestContext,
): Promise<void> {
  const { leftovers } = entities[item.type].walk ?? {};
  if (options.dryRun || leftovers === undefined) return;
  let removed = 0;
  if (leftovers === 'below') removed = await output.removeLeftovers(directory);
  else {
    for (const own of ownDirectories(item, options.layout)) {
      removed += await output.removeLeftovers(own, longestAtWork);
    }
  }
  if (removed > 0) log.warn(`removed ${countOf(removed, 'half-made file')} of an interrupted ingest`);
}

/** Directories that hold files of an item, or of those that belong to it and hold no others themselves. */
function ownDirectories(item: Item, layout: Layout): ReadonlySet<string> {
  const children = childTypes(item.type, 'usual').filter((type) => entities[type].walk?.isLevel !== true);
  const templates = [item.type, ...children].flatMap(templatesOf);
  return new Set(templates.map((template) => templateDirectory(template, layout, itemVariables(item))));
}
