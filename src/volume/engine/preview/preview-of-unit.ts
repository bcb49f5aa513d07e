import type { Kernels } from '../../kernels/index.js';
import { type Unit, unitAtLevel } from '../geometry/index.js';
import type { LevelBuffer } from '../unit/level-buffer.js';
import type { PreviewWish, UnitPreview } from './volume-preview.js';

/** What a unit of float32 voxels has of a preview, copied out of the kernels' memory where its levels lie; null for nothing. */
export function previewOfUnit(
  kernels: Kernels,
  levels: readonly LevelBuffer[],
  unit: Unit,
  wish: PreviewWish,
): UnitPreview | null {
  const { origin, extent } = unit;
  const from = Math.max(origin[0], wish.slab?.from ?? 0);
  const to = Math.min(origin[0] + extent[0], wish.slab?.to ?? 0);
  const [finest, last] = [levels[0], levels.at(-1)];
  const slab =
    finest === undefined || from >= to
      ? null
      : {
          z: from,
          voxels: copyPlanes(kernels, finest, from - origin[0], [to - from, extent[1], extent[2]]),
        };
  // Levels that nobody asked for have no memory.
  const hasCoarsest = wish.coarsest !== null && last !== undefined && last.offset !== 0;
  const coarsest = hasCoarsest
    ? copyPlanes(kernels, last, 0, unitAtLevel(unit, levels.length - 1, true).extent)
    : null;
  return slab === null && coarsest === null ? null : { slab, coarsest };
}

function copyPlanes(
  { arena }: Kernels,
  { offset, rowStride, planeStride }: LevelBuffer,
  first: number,
  [planes, rows, columns]: readonly [number, number, number],
): Float32Array<ArrayBuffer> {
  const copied = new Float32Array(planes * rows * columns);
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < rows; row++) {
      const start = offset + (first + plane) * planeStride + row * rowStride;
      copied.set(arena.float32(start, columns), (plane * rows + row) * columns);
    }
  }
  return copied;
}
