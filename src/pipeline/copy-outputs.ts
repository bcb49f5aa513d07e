import type { IngestContext } from './context.js';
import type { ImportProgress, ImportResult, PlannedOutput } from './entity.js';
import type { Item } from './item.js';
import { storageOf } from './source-files.js';

/** Copies every planned output byte for byte from the source it is made from. */
export async function copyOutputs(
  item: Item,
  outputs: readonly PlannedOutput[],
  context: IngestContext,
  progress: ImportProgress,
): Promise<ImportResult> {
  const total = outputs.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  let bytesWritten = 0;
  for (const { path, from } of outputs) {
    context.signal.throwIfAborted();
    if (from === null) continue;
    bytesWritten += await context.output.copyFrom(storageOf(item, context), from, path);
    progress.report(bytesWritten, total);
  }
  return { bytesWritten };
}
