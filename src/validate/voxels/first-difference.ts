import type { Kernels, VoxelType } from '../../volume/kernels/index.js';
import { voxelBytes } from './voxel-format.js';

/**
 * The index of the first of `count` voxels at `a` and `b` in kernel memory that are further than `tolerance` apart, or
 * of which one only is NaN; −1 when there is none.
 */
export function firstDifference(
  kernels: Kernels,
  a: number,
  b: number,
  count: number,
  type: VoxelType,
  tolerance: number,
): number {
  const left = voxelsAt(kernels, a, count, type);
  const right = voxelsAt(kernels, b, count, type);
  return left.findIndex((value: number, index: number) => {
    const other = right[index] as number;
    return (
      value !== other &&
      !(Math.abs(value - other) <= tolerance) &&
      !(Number.isNaN(value) && Number.isNaN(other))
    );
  });
}

function voxelsAt({ arena }: Kernels, offset: number, count: number, type: VoxelType) {
  const { buffer, byteOffset } = arena.bytes(offset, count * voxelBytes[type]);
  if (type === 'float32') return new Float32Array(buffer, byteOffset, count);
  return type === 'int8'
    ? new Int8Array(buffer, byteOffset, count)
    : new Uint16Array(buffer, byteOffset, count);
}
