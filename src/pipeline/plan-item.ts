import type { IngestContext } from './context.js';
import { describeSources } from './describe-sources.js';
import type { Entity } from './entity.js';
import type { Item } from './item.js';
import type { ItemJournal } from './item-journal.js';

/** What an ingest would do for an item: its sources and outputs with their sizes; writes nothing. */
export async function planItem(
  entity: Entity,
  item: Item,
  journal: ItemJournal,
  context: IngestContext,
): Promise<void> {
  journal.status(item.origin === 'output' ? 'referenced' : 'planned');
  journal.sources(await describeSources(item, context));
  if (item.origin === 'output') return;
  if (entity.importData !== undefined && context.options.importTypes.has(item.type)) {
    const outputs = await entity.outputs(item, context);
    context.claims.claim(item, outputs);
    journal.outputs(outputs);
  }
  const hasMetadata = entity.metadata !== undefined && context.options.metadataTypes.has(item.type);
  const isReference = (item.type === 'dataset' || item.type === 'deposition') && item.entry?.metadata == null;
  if (hasMetadata && entity.metadataPath !== undefined && !isReference) {
    journal.metadata(entity.metadataPath(item, context));
  }
}
