import { expandMetadata } from '../config/expand-metadata.js';
import type { JsonObject } from '../json/index.js';
import type { IngestContext } from './context.js';
import type { EntityType } from './entity-type.js';
import { ancestor, type Item } from './item.js';

const templated: ReadonlySet<EntityType> = new Set(['tomogram', 'tiltseries', 'frame']);

/**
 * What the config says about an item. Templates are filled in for tomograms, tilt series and frames, and only
 * where the run has a row in the data map.
 */
export function configuredMetadata(item: Item, context: IngestContext): JsonObject {
  const metadata = item.entry?.metadata ?? {};
  const run = ancestor(item, 'run');
  const row = run === null ? undefined : context.maps.rows?.get(run.name);
  if (row === undefined || item.entry === null || !templated.has(item.type)) return metadata;
  const { file, line, keyPath } = item.entry.location;
  return expandMetadata(metadata, row, { path: file, line, keyPath: `${keyPath}.metadata` });
}
