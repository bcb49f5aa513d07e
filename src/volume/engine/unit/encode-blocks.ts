import type { EncodeBlock } from '../../compress/index.js';
import type { Kernels, Offset } from '../../kernels/index.js';
import { chunkPieces, type PyramidPlan, type Unit } from '../geometry/index.js';
import type { LevelBuffer } from './level-buffer.js';

/**
 * Encodes the Blosc blocks of a unit's levels one after the other at `target`; gives the bytes of each, 0 for
 * zeros, and the remainders of what each chunk is given, where they are wanted.
 */
export async function encodeBlocks(
  kernels: Kernels,
  plan: PyramidPlan,
  buffers: readonly LevelBuffer[],
  unit: Unit,
  encodeBlock: EncodeBlock,
  target: Offset,
  isSummed: boolean,
): Promise<{ readonly sizes: Int32Array; readonly sums: BigUint64Array }> {
  const { voxelBytes, chunk } = plan.facts;
  const sizes: number[] = [];
  const sums: bigint[] = [];
  let position = target;
  for (const level of plan.levels) {
    const buffer = buffers[level.index]!;
    const extent = { rows: level.blockRows, columns: chunk[2] * voxelBytes };
    for (const { blocks } of chunkPieces(plan, level, unit)) {
      const start = position;
      for (const { plane, row, column } of blocks) {
        const rows = {
          offset: buffer.offset + plane * buffer.planeStride + row * buffer.rowStride + column * voxelBytes,
          rowStride: buffer.rowStride,
        };
        if (kernels.isZero(rows, extent)) {
          sizes.push(0);
          continue;
        }
        const encoded = encodeBlock(rows, extent, voxelBytes, position);
        const size = typeof encoded === 'number' ? encoded : await encoded;
        sizes.push(size);
        position += size;
      }
      if (isSummed) sums.push(kernels.sumBytes(start, position - start));
    }
  }
  return { sizes: Int32Array.from(sizes), sums: BigUint64Array.from(sums) };
}
