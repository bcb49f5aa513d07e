import { describeError } from '../errors/index.js';
import type { JsonObject } from '../json/index.js';
import type { EntityIdentity } from '../pipeline/importer.js';
import type { Item } from './item.js';
import { readDocument } from '../tree/index.js';
import type { SourceContext } from './source-context.js';

/** A numbered item that the output already holds. */
export interface PublishedItem {
  readonly id: number;
  /** Metadata file, below OUTPUT; the directory where there is none. */
  readonly path: string;
  /** Null when there is no metadata file: the leavings of an interrupted ingest. */
  readonly metadata: JsonObject | 'unreadable' | null;
}

/** Every numbered directory of a container, with its metadata; ascending by directory and id. */
export async function readPublishedItems(
  identity: EntityIdentity,
  container: Item,
  context: SourceContext,
): Promise<PublishedItem[]> {
  const items: PublishedItem[] = [];
  for (const directory of await identity.directories(container, context)) {
    for (const { name, kind } of await context.output.readDirectory(directory)) {
      if (kind !== 'directory' || !/^\d+$/.test(name)) continue;
      const own = `${directory}/${name}`;
      const file = await identity.metadataName(context, own);
      const path = `${own}/${file ?? ''}`;
      items.push({
        id: Number(name),
        path,
        metadata: file === null ? null : await readMetadata(path, context),
      });
    }
  }
  return items;
}

async function readMetadata(path: string, context: SourceContext): Promise<PublishedItem['metadata']> {
  if ((await context.output.stat(path)) === null) return null;
  try {
    return await readDocument(context.output, path);
  } catch (error) {
    context.warn(
      `${describeError(error)}: its identifier is kept, but what it identified is not known`,
      null,
    );
    return 'unreadable';
  }
}
