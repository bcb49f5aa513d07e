import { type EntityType, hasDirectory } from '../../entities/index.js';
import { describeItem, type Item } from '../../sources/item.js';
import { itemVariables } from '../../sources/item-paths.js';
import { publishedTree } from '../../sources/published-items.js';
import { findDirectories, findMetadata } from '../../tree/index.js';
import type { IngestContext } from '../context.js';

/** Removes the numbered directories of a type without metadata, which interrupted ingests left, from a container. */
export async function removeAbandoned(
  type: EntityType,
  container: Item,
  context: IngestContext,
): Promise<void> {
  const tree = publishedTree(context);
  if (!hasDirectory(type)) return;
  for (const { path } of await findDirectories(tree, type, itemVariables(container))) {
    if ((await findMetadata(tree, type, path)) !== null) continue;
    await context.output.deleteDirectory(path);
    const place = context.output.location(path);
    const message = `${describeItem(container)}: removed ${place}, which an interrupted ingest left without metadata`;
    context.warn(message, null);
  }
}
