import type { Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import type { Entity } from '../importer.js';
import { describeSources } from './describe-sources.js';
import type { ItemLog } from './item-log.js';

/**
 * What an ingest would do for an item: its sources and outputs with their sizes; writes nothing. Metadata are made
 * and thrown away, so that what would fail for them fails here.
 */
export async function planItem(
  entity: Entity,
  item: Item,
  log: ItemLog,
  context: IngestContext,
): Promise<void> {
  log.status(item.origin === 'output' ? 'referenced' : 'planned');
  log.sources(await describeSources(item, context));
  if (item.origin === 'output') return;
  if (entity.importData !== undefined && context.options.importTypes.has(item.type)) {
    const outputs = await entity.outputs(item, context);
    context.claims.claim(item, outputs);
    log.outputs(outputs);
  }
  const hasMetadata = context.options.metadataTypes.has(item.type);
  const isReference = (item.type === 'dataset' || item.type === 'deposition') && item.entry?.metadata == null;
  if (!hasMetadata || isReference) return;
  if (entity.metadata === undefined || entity.metadataPath === undefined) return;
  const added = await entity.metadata(item, context);
  if (added !== null || item.files.length > 0) log.metadata(entity.metadataPath(item, context));
}
