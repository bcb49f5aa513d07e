import { type ChunkPlace, chunksOf } from '../chunk-grid.js';
import { KernelPool, sourceRowBytes } from '../kernels/index.js';
import type { StoredRows } from '../samples/index.js';
import type { ZarrArray } from '../zarr/index.js';
import { memoryStaging, type StagedFile } from './staging.js';
import type { OpenOptions } from './volume-format.js';

/** Decodes an array chunk by chunk into a staged file of rows without gaps. Fails as reading a chunk does. */
export async function stageArray(
  array: ZarrArray,
  { signal, staging = memoryStaging, kernels: pool = new KernelPool() }: OpenOptions,
): Promise<{ rows: StoredRows; staged: StagedFile }> {
  const [nz, ny, nx] = array.shape;
  const rowBytes = sourceRowBytes(array.metadata.format.sampleType, nx);
  const total = nz * ny * rowBytes;
  const staged = await staging.create(total);
  try {
    await pool.use(async (kernels) => {
      const target = kernels.arena.allocate(array.chunkBytes);
      for (const place of chunksOf(array.shape, array.chunk)) {
        signal?.throwIfAborted();
        const isThere = await array.read(place, kernels, target, false);
        // The file holds zeros already.
        if (isThere || array.metadata.fillValue !== 0) {
          writeChunk(staged, array, place, kernels.arena.bytes(target, array.chunkBytes));
        }
      }
    });
    return { rows: { reader: await staged.finish(total), offset: 0, rowBytes }, staged };
  } catch (error) {
    await staged.remove();
    throw error;
  }
}

function writeChunk(
  staged: StagedFile,
  { shape, metadata: { sampleBytes } }: ZarrArray,
  { origin, extent }: ChunkPlace,
  samples: Uint8Array,
): void {
  const [planes, rows, columns] = extent;
  const runs = columns === shape[2] ? 1 : rows;
  const runBytes = (rows / runs) * columns * sampleBytes;
  for (let plane = 0; plane < planes; plane += 1) {
    for (let run = 0; run < runs; run += 1) {
      const from = (plane * runs + run) * runBytes;
      const to = ((origin[0] + plane) * shape[1] + origin[1] + run) * shape[2] + origin[2];
      staged.write(to * sampleBytes, samples.subarray(from, from + runBytes));
    }
  }
}
