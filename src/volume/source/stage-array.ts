import { chunksOf } from '../chunk-grid.js';
import { KernelPool } from '../kernels/index.js';
import type { StoredRows } from '../samples/index.js';
import { voxelRuns } from '../voxel-runs.js';
import type { ZarrArray } from '../zarr/index.js';
import { memoryStaging, type StagedFile } from './staging.js';
import type { OpenOptions } from './volume-format.js';

/** Decodes an array chunk by chunk into a staged file of rows without gaps. Fails as reading a chunk does. */
export async function stageArray(
  array: ZarrArray,
  { signal, staging = memoryStaging, kernels: pool = new KernelPool() }: OpenOptions,
): Promise<{ rows: StoredRows; staged: StagedFile }> {
  const [nz, ny, nx] = array.shape;
  const { sampleBytes, fillValue } = array.metadata;
  const rowBytes = nx * sampleBytes;
  const total = nz * ny * rowBytes;
  const staged = await staging.create(total);
  try {
    await pool.use(async (kernels) => {
      const target = kernels.arena.allocate(array.chunkBytes);
      for (const place of chunksOf(array.shape, array.chunk)) {
        signal?.throwIfAborted();
        const isThere = await array.read(place, kernels, target, false);
        // The file holds zeros already.
        if (isThere || fillValue !== 0) {
          const samples = kernels.arena.bytes(target, array.chunkBytes);
          for (const { inRegion, inVolume, bytes } of voxelRuns(place, array.shape, sampleBytes)) {
            staged.write(inVolume, samples.subarray(inRegion, inRegion + bytes));
          }
        }
      }
    });
    return { rows: { reader: await staged.finish(total), offset: 0, rowBytes }, staged };
  } catch (error) {
    await staged.remove();
    throw error;
  }
}
