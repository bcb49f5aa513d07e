import { checkColumns } from '../../sources/check-columns.js';
import { refuseErrors } from '../../sources/contradiction.js';
import type { Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import type { ItemLog } from './item-log.js';

/**
 * Compares what an item is made of with the configuration and with what lies beside it, before anything is written. Fails
 * with a Contradiction where they disagree in what may not differ.
 */
export async function checkItem(item: Item, log: ItemLog, context: IngestContext): Promise<void> {
  const { importTypes, metadataTypes, sizesOnly } = context.options;
  if (sizesOnly === true) return;
  if (!importTypes.has(item.type) && !metadataTypes.has(item.type)) return;
  if (metadataTypes.has(item.type)) checkColumns(item, context);
  log.issues(refuseErrors(await context.checks.ofItem(item)));
}
