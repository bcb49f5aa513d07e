import { StorageError } from '../../errors/index.js';
import {
  type Estimate,
  type IngestRequest,
  type ItemRecord,
  PlanEstimate,
  planDeposition,
} from '../../pipeline/index.js';
import { formatBytes } from '../../report/format-bytes.js';
import type { Storage } from '../../storage/index.js';

/** How many times as large as a source what is made of it can be: int8 becomes float32 in two forms, packed files more. */
const largestGrowth = { plain: 7, packed: 30 };

/**
 * Fails with a StorageError where the estimate of what will be written does not fit on the disk of OUTPUT. What an earlier
 * ingest wrote already is written over. A disk that is large enough whatever the sources become costs one listing.
 */
export async function checkSpace(request: IngestRequest, workers: number): Promise<void> {
  const free = (await request.output.freeBytes?.()) ?? null;
  if (free === null || (await isAmple(request.input, free))) return;
  const { estimate, records } = await estimatePlan(request, workers);
  if (estimate.bytesWritten <= free) return;
  const needed = estimate.bytesWritten - (await bytesThere(records, request.output));
  if (needed <= free) return;
  throw new StorageError('no-space', 'too little free space for this ingest', {
    path: request.output.url,
    expected: `about ${formatBytes(needed)} for what will be written`,
    found: `${formatBytes(free)} free`,
    hint: 'free space, choose another OUTPUT, import fewer types or runs, or start all the same with --no-space-check',
  });
}

/** Walks the deposition for the sizes of what would be written. */
export async function estimatePlan(
  request: IngestRequest,
  workers: number,
): Promise<{ readonly estimate: Estimate; readonly records: readonly ItemRecord[] }> {
  const plan = new PlanEstimate();
  const records: ItemRecord[] = [];
  await planDeposition({
    ...request,
    resumeFile: null,
    options: { ...request.options, dryRun: true, sizesOnly: true },
    listener(event) {
      if (event.kind !== 'item-finished') return;
      plan.add(event.record);
      if (event.record.outputs.length > 0) records.push(event.record);
    },
  });
  return { estimate: plan.finish(workers), records };
}

/**
 * Whether there is room for all that lies below INPUT, whatever it becomes; a bucket is not listed for that. Directories that
 * cannot be read may lie outside of the deposition: then it is not known.
 */
async function isAmple(input: Storage, free: number): Promise<boolean> {
  if (input.flat) return false;
  let most = 0;
  try {
    for await (const { key, size } of input.list('')) {
      most += size * (/\.(?:gz|bz2|h5|hdf|tiff?)$/i.test(key) ? largestGrowth.packed : largestGrowth.plain);
      if (most > free) return false;
    }
  } catch (error) {
    if (error instanceof StorageError) return false;
    throw error;
  }
  return true;
}

/** Bytes that the output holds at the places that are written. */
async function bytesThere(records: readonly ItemRecord[], output: Storage): Promise<number> {
  let bytes = 0;
  for (const { path } of records.flatMap(({ outputs }) => outputs)) {
    const file = await output.stat(path);
    if (file !== null) bytes += file.size;
    else if (path.endsWith('.zarr')) for await (const { size } of output.list(path)) bytes += size;
  }
  return bytes;
}
