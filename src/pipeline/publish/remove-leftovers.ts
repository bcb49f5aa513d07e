import type { Item } from '../../sources/item.js';
import type { IngestContext } from '../context.js';
import type { ItemLog } from '../walk/item-log.js';

/**
 * Milliseconds that a half-made file of a deposition or dataset must have lain untouched. Ingests of other runs of the
 * same dataset may be under way and write such files, but none of them takes that long.
 */
const longestAtWork = 15 * 60 * 1000;

/**
 * What a killed ingest left half-made goes before an item is ingested again: all that is below a run's directory, and
 * old files right in the directories of a deposition or dataset.
 */
export async function removeLeftovers(
  item: Item,
  directory: string,
  log: ItemLog,
  { output, options }: IngestContext,
): Promise<void> {
  if (options.dryRun) return;
  let removed = 0;
  if (item.type === 'run') removed = await output.removeLeftovers(directory);
  else if (item.type === 'deposition' || item.type === 'dataset') {
    for (const place of [directory, `${directory}/Images`]) {
      removed += await output.removeLeftovers(place, longestAtWork);
    }
  }
  if (removed > 0)
    log.warn(`removed ${removed} half-made ${removed === 1 ? 'file' : 'files'} of an interrupted ingest`);
}
