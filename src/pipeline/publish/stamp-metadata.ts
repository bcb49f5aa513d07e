import type { JsonObject } from '../../json/index.js';
import { ancestor, type Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';

/** Metadata with the deposition they belong to, where they do not say, and the time (seconds) they were written at. */
export function stampMetadata(metadata: JsonObject, item: Item, context: IngestContext): JsonObject {
  const deposition = ancestor(item, 'deposition');
  return {
    ...metadata,
    deposition_id: metadata.deposition_id ?? (deposition === null ? null : Number(deposition.name)),
    last_updated_at: Math.floor(context.now().getTime() / 1000),
  };
}
