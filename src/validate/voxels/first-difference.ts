import type { Kernels, VoxelType } from '../../volume/kernels/index.js';
import { viewVoxels } from '../../volume/samples/index.js';

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
  const right: ArrayLike<number> = viewVoxels(kernels, b, count, type);
  return viewVoxels(kernels, a, count, type).findIndex((value: number, index: number) => {
    const other = right[index] as number;
    return (
      value !== other &&
      !(Math.abs(value - other) <= tolerance) &&
      !(Number.isNaN(value) && Number.isNaN(other))
    );
  });
}
