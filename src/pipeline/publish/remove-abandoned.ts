import { describeItem, type Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import { annotationMetadataName } from '../convert/annotation/metadata-name.js';

/** Removes the numbered directories without metadata, which interrupted ingests left, from a directory of annotations. */
export async function removeAbandoned(
  spacing: Item,
  directory: string,
  context: IngestContext,
): Promise<void> {
  for (const { name, kind } of await context.output.readDirectory(directory)) {
    const own = `${directory}/${name}`;
    if (kind !== 'directory' || !/^\d+$/.test(name)) continue;
    if ((await annotationMetadataName(context, own)) !== null) continue;
    await context.output.deleteDirectory(own);
    const place = context.output.location(own);
    const message = `${describeItem(spacing)}: removed ${place}, which an interrupted ingest left without metadata`;
    context.warn(message, null);
  }
}
