import type { Arena } from './arena.js';
import type { Extent, Extent3, Planes, Rows } from './blocks.js';

/** Fails with a RangeError unless all rows, each of `rowBytes` bytes, lie in the arena. */
export function checkRows(
  arena: Arena,
  { offset, rowStride }: Rows,
  { rows, columns }: Extent,
  rowBytes: number,
): void {
  checkCount(rows);
  checkCount(columns);
  if (rows > 1) checkStride(rowStride, rowBytes);
  if (rows > 0) arena.check(offset, (rows - 1) * rowStride + rowBytes);
}

/** `checkRows` of every plane. */
export function checkPlanes(arena: Arena, place: Planes, extent: Extent3, voxelBytes: number): void {
  const { planes, rows, columns } = extent;
  checkCount(planes);
  if (planes === 0) return;
  const rowBytes = columns * voxelBytes;
  checkRows(arena, place, extent, rowBytes);
  if (planes === 1) return;
  checkStride(place.planeStride, (rows - 1) * place.rowStride + rowBytes);
  const last = place.offset + (planes - 1) * place.planeStride;
  checkRows(arena, { offset: last, rowStride: place.rowStride }, extent, rowBytes);
}

/** Rows and columns of the plane that binning by two makes. */
export function halved({ rows, columns }: Extent): Extent {
  return { rows: Math.ceil(rows / 2), columns: Math.ceil(columns / 2) };
}

function checkCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is not a number of samples`);
}

function checkStride(stride: number, bytes: number): void {
  if (!Number.isSafeInteger(stride) || stride < bytes) {
    throw new RangeError(`a stride of ${stride} bytes does not hold ${bytes} bytes`);
  }
}
