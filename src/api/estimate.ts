// Estimates of an ingest: whether its output fits on the disk, and how large OME-Zarrs would be in each
// compression.

import { closing } from '../base/closing.js';
import { ifReadable, StorageError } from '../base/errors.js';
import type { ItemRecord } from '../pipeline/walk/events.js';
import { PlanEstimate } from '../pipeline/walk/ingest-report.js';
import { type IngestRequest, planDeposition } from '../pipeline/walk-deposition.js';
import { formatBytes } from '../report/quantities.js';
import { compareCodePoints } from '../storage/keys.js';
import type { Storage } from '../storage/storage.js';
import { entities } from '../tree/entities/entity-type.js';
import { estimateForms, type FormEstimate } from '../volume/engine/estimate-forms.js';
import { loadKernels } from '../volume/kernels/load-kernels.js';
import { openVolume } from '../volume/source/open-volume.js';
import { temporaryFiles } from '../volume/temporary-files.js';

/** Most bytes written for a byte of source: int8 becomes float32 in two formats; packed files become more. */
const largestGrowth = { plain: 7, packed: 30 };

/**
 * Fails with a StorageError if the estimated output does not fit on the disk of OUTPUT. Files of an earlier ingest
 * are replaced, so their bytes count as free. If the disk is large enough in any case, the check costs one listing.
 */
export async function checkSpace(request: IngestRequest, workers: number): Promise<void> {
  const free = (await request.output.freeBytes?.()) ?? null;
  if (free === null || (await isAmple(request.input, free))) return;
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
  const { bytesWritten } = plan.finish(workers);
  if (bytesWritten <= free) return;
  const needed = bytesWritten - (await bytesThere(records, request.output));
  if (needed <= free) return;
  throw new StorageError('no-space', 'too little free space for this ingest', {
    path: request.output.url,
    expected: `about ${formatBytes(needed)} for what will be written`,
    found: `${formatBytes(free)} free`,
    hint: 'free space, choose another OUTPUT, import fewer types or runs, or start all the same with --no-space-check',
  });
}

/**
 * True if everything below INPUT fits at its largest growth. False if that is unknown: a bucket is not listed for it,
 * and a directory that cannot be read may be outside of the deposition.
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

/** Returns the bytes of existing files at the paths that will be written. */
async function bytesThere(records: readonly ItemRecord[], output: Storage): Promise<number> {
  let bytes = 0;
  for (const { path } of records.flatMap(({ outputs }) => outputs)) {
    const file = await output.stat(path);
    if (file !== null) bytes += file.size;
    else if (path.endsWith('.zarr')) for await (const { size } of output.list(path)) bytes += size;
  }
  return bytes;
}

/**
 * Estimates the size of all OME-Zarrs of a plan but those of masks, for each version and compression, from samples of
 * the first volume of each type; empty if none can be read.
 */
export async function estimateCompression(
  records: readonly ItemRecord[],
  input: Storage,
  stagingDir: string | undefined,
): Promise<FormEstimate[]> {
  const sum = new Map<string, FormEstimate>();
  for (const [type, { volume: row }] of Object.entries(entities)) {
    if (row === undefined) continue;
    // The order of the records varies; sorted, the same volume is sampled every time.
    const volumes = records
      .filter((record) => record.type === type && zarrBytes(record) > 0)
      .sort((a, b) => compareCodePoints(a.sources[0]?.path ?? '', b.sources[0]?.path ?? ''));
    const voxelBytes = volumes.reduce((total, record) => total + zarrBytes(record), 0);
    const source = volumes[0]?.sources[0];
    const key = source === undefined ? null : keyOf(source.path, input);
    if (key === null) continue;
    // The plan itself reports a volume that cannot be read.
    const forms = await ifReadable(async () => {
      const volume = await openVolume(input, key, { staging: temporaryFiles(stagingDir) });
      return closing(volume, async () => estimateForms(volume, row.kind, await loadKernels()));
    });
    for (const form of forms ?? []) {
      const name = `${form.version} ${form.compression}`;
      const before = sum.get(name);
      sum.set(name, {
        ...form,
        bytes: (before?.bytes ?? 0) + Math.round((voxelBytes * form.bytes) / form.voxelBytes),
        voxelBytes: (before?.voxelBytes ?? 0) + voxelBytes,
      });
    }
  }
  return [...sum.values()];
}

/** Returns the uncompressed bytes of an item's OME-Zarr; 0 if none is planned. */
function zarrBytes({ status, outputs }: ItemRecord): number {
  if (status !== 'planned') return 0;
  return outputs.find(({ path }) => path.endsWith('.zarr'))?.bytes ?? 0;
}

/** Returns the key of a location in a storage; null for a location elsewhere. */
function keyOf(location: string, input: Storage): string | null {
  const [letter, start] = ['x', input.location('x')];
  const root = start.slice(0, -letter.length);
  return location.startsWith(root) ? location.slice(root.length) : null;
}
