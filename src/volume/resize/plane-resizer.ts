import type { Shape } from '../volume.js';
import { axisOverlaps, nearestVoxels } from './axis-overlap.js';

/** A decoded plane of the source, row by row. */
export type Plane = Uint8Array | Uint16Array | Float32Array;

/** Makes planes of the target from those of the source that it asks for, in ascending order. */
export interface PlaneResizer<Source extends Plane> {
  /** The plane `z` of the target; `read` gives planes of the source. */
  plane(z: number, read: (z: number) => Promise<Source>): Promise<Uint8Array | Uint16Array>;
}

/** Masks of 0 and 1: set where any voxel covered is set, which is where their mean is above 0. */
export function anySetResizer(source: Shape, target: Shape): PlaneResizer<Uint8Array> {
  const [planes, rows, columns] = axes(source, target, (value) => value);
  const [, sourceRows, sourceColumns] = source;
  return {
    async plane(z, read) {
      const { first, shares } = planes[z]!;
      const merged = new Uint8Array(sourceRows * sourceColumns);
      for (let at = 0; at < shares.length; at++) {
        const part = await read(first + at);
        for (let index = 0; index < merged.length; index++) merged[index]! |= part[index]!;
      }
      const tall = new Uint8Array(rows.length * sourceColumns);
      rows.forEach((row, y) => {
        for (let at = 0; at < row.shares.length; at++) {
          const from = (row.first + at) * sourceColumns;
          for (let x = 0; x < sourceColumns; x++) tall[y * sourceColumns + x]! |= merged[from + x]!;
        }
      });
      const result = new Uint8Array(rows.length * columns.length);
      columns.forEach((column, x) => {
        for (let y = 0; y < rows.length; y++) {
          for (let at = 0; at < column.shares.length; at++) {
            result[y * columns.length + x]! |= tall[y * sourceColumns + column.first + at]!;
          }
        }
      });
      return result;
    },
  };
}

/** Values: set where the local mean of the voxels covered, taken axis by axis in float32, is at least the threshold. */
export function thresholdResizer(
  source: Shape,
  target: Shape,
  threshold: number,
): PlaneResizer<Float32Array> {
  const [planes, rows, columns] = axes(source, target, Math.fround);
  const [, sourceRows, sourceColumns] = source;
  // In the precision of the means, so that 0.7 stored is at least the 0.7 asked for, as without a resize.
  const least = Math.fround(threshold);
  return {
    async plane(z, read) {
      const { first, shares } = planes[z]!;
      const merged = new Float32Array(sourceRows * sourceColumns);
      for (let at = 0; at < shares.length; at++) addScaled(merged, await read(first + at), shares[at]!);
      const tall = new Float32Array(rows.length * sourceColumns);
      rows.forEach((row, y) => {
        const line = tall.subarray(y * sourceColumns, (y + 1) * sourceColumns);
        for (let at = 0; at < row.shares.length; at++) {
          const from = (row.first + at) * sourceColumns;
          addScaled(line, merged.subarray(from, from + sourceColumns), row.shares[at]!);
        }
      });
      const result = new Uint8Array(rows.length * columns.length);
      for (let y = 0; y < rows.length; y++) {
        columns.forEach(({ first: start, shares: parts }, x) => {
          let mean = 0;
          for (let at = 0; at < parts.length; at++) {
            mean = Math.fround(mean + parts[at]! * tall[y * sourceColumns + start + at]!);
          }
          result[y * columns.length + x] = mean >= least ? 1 : 0;
        });
      }
      return result;
    },
  };
}

/** Labels: those of the nearest voxels. */
export function nearestResizer(source: Shape, target: Shape): PlaneResizer<Uint16Array> {
  const [planes, rows, columns] = ([0, 1, 2] as const).map((axis) =>
    nearestVoxels(source[axis], target[axis]),
  ) as [number[], number[], number[]];
  return {
    async plane(z, read) {
      const plane = await read(planes[z]!);
      const result = new Uint16Array(rows.length * columns.length);
      rows.forEach((row, y) => {
        columns.forEach((column, x) => {
          result[y * columns.length + x] = plane[row * source[2] + column]!;
        });
      });
      return result;
    },
  };
}

function axes(source: Shape, target: Shape, round: (value: number) => number) {
  const overlaps = (axis: 0 | 1 | 2) => axisOverlaps(source[axis], target[axis], round);
  return [overlaps(0), overlaps(1), overlaps(2)] as const;
}

function addScaled(sum: Float32Array, part: Float32Array, share: number): void {
  for (let index = 0; index < sum.length; index++) sum[index]! += share * part[index]!;
}
