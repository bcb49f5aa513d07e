import type { EntityType } from '../../entities/index.js';
import { describeItem, type Item } from '../../sources/item.js';
import { numberedDirectories, publishedMetadataPath } from '../../sources/published-items.js';
import type { IngestContext } from '../context.js';

/** Removes the numbered directories of a type without metadata, which interrupted ingests left, from a container. */
export async function removeAbandoned(
  type: EntityType,
  container: Item,
  context: IngestContext,
): Promise<void> {
  for (const { directory } of await numberedDirectories(type, container, context)) {
    if ((await publishedMetadataPath(type, directory, context)) !== null) continue;
    await context.output.deleteDirectory(directory);
    const place = context.output.location(directory);
    const message = `${describeItem(container)}: removed ${place}, which an interrupted ingest left without metadata`;
    context.warn(message, null);
  }
}
