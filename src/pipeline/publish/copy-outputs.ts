import pLimit from 'p-limit';
import type { Item } from '../../sources/item.js';
import { storageOf } from '../../sources/source-files.js';
import type { IngestContext } from '../context.js';
import type { ImportProgress, ImportResult, PlannedOutput } from '../import-result.js';

/** A run has many small files, and a bucket takes its time for each. */
const copiesAtATime = 4;

/**
 * Copies every planned output byte for byte from the source it is made from. Fails with what the first of them fails
 * with, once no copy is under way any more; no further one is begun then.
 */
export async function copyOutputs(
  item: Item,
  outputs: readonly PlannedOutput[],
  context: IngestContext,
  progress: ImportProgress,
): Promise<ImportResult> {
  const source = storageOf(item, context);
  const total = outputs.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const limit = pLimit(copiesAtATime);
  let bytesWritten = 0;
  let isOver = false;
  const copy = async ({ path, from }: PlannedOutput) => {
    if (isOver || from === null) return;
    try {
      context.signal.throwIfAborted();
      const { bytes } = await context.output.copyFrom(source, from, path);
      bytesWritten += bytes;
      progress.report(bytesWritten, total);
    } catch (error) {
      isOver = true;
      throw error;
    }
  };
  const copies = await Promise.allSettled(outputs.map((output) => limit(copy, output)));
  const failed = copies.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return { bytesWritten };
}
