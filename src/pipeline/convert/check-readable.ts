import type { Item } from '../../sources/item.js';
import { storageOf } from '../../sources/source-files.js';
import type { IngestContext } from '../context.js';
import type { SourceCheck } from '../import-result.js';

/**
 * Opens the files of an item that are copied as they are; fails with a StorageError where that fails. Objects that a bucket
 * lists are there, and asking for each would cost a request.
 */
export async function checkReadable(item: Item, context: IngestContext): Promise<SourceCheck> {
  const storage = storageOf(item, context);
  if (!storage.flat) {
    for (const file of item.files) await (await storage.open(file)).close();
  }
  return {};
}
