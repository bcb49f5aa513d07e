import {
  type ChunkLocation,
  chunkAt,
  chunksAcross,
  copyOverlap,
  levelShape,
  type Region,
  voxelCount,
  voxelIn,
} from '../../volume/chunk-grid.js';
import type { VoxelType } from '../../volume/kernels/blocks.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import { voxelBytes } from '../../volume/kernels/wasm-exports.js';
import type { Columns, RowReader, SectionRows } from '../../volume/row-reader.js';
import { binLevel, kindFacts, viewVoxels } from '../../volume/samples.js';
import type { BinningEdge, Shape, VolumeKind } from '../../volume/volume.js';
import type { LevelReader, ReadChunk } from './level-reader.js';
import type { VoxelTally } from './voxel-facts.js';

/** The rounding error of a mean of eight float32 values, as a share of the largest value. */
const roundingOfMean = 2 ** -21;

/** Returns how many lower chunks make an upper one along each axis; null if borders cut binned blocks. */
export function groupOf(lower: LevelReader, upper: LevelReader, kind: VolumeKind): Shape | null {
  const bins = binsOf(kind);
  const factor = (axis: 0 | 1 | 2): number =>
    lower.grid[axis] === 1
      ? 1
      : Math.max(1, Math.floor((upper.chunk[axis] * bins[axis]) / lower.chunk[axis]));
  const isWhole = lower.grid.every((count, axis) => count === 1 || lower.chunk[axis]! % bins[axis]! === 0);
  return isWhole ? [factor(0), factor(1), factor(2)] : null;
}

function binsOf(kind: VolumeKind): Shape {
  return [kindFacts(kind).binsZ ? 2 : 1, 2, 2];
}

/**
 * Returns a function that bins a chunk of the lower level, with voxels at `source` up to an absolute value of `largest`, and
 * compares it with the upper level; true if that has voxels other than 0 there.
 */
export function levelComparer(
  kernels: Kernels,
  lowerLevel: LevelReader,
  upper: LevelReader,
  kind: VolumeKind,
  tally: VoxelTally,
) {
  const { arena } = kernels;
  const { type, voxelBytes: sample } = kindFacts(kind);
  const bins = binsOf(kind);
  const binned = (extent: Shape) => levelShape(extent, 1, kind);
  const binnedBytes = voxelCount(binned(lowerLevel.extent)) * sample;
  const upperAt = arena.allocate(upper.bytes);
  const boxAt = arena.allocate(binnedBytes);
  const binnedAt = arena.allocate(binnedBytes);
  // Samples that are stored as integers have rounded means.
  const isRounded = lowerLevel.isInteger && type === 'float32';
  /** The chunk of the upper level that was read last. */
  let held: Readonly<{ index: string; location: ChunkLocation; chunk: ReadChunk }> | null = null;
  // Chunks of the last level that were counted. A chunk below several others is read several times.
  const counted = new Set<string>();
  const hold = async (index: Shape) => {
    const key = index.join();
    if (held?.index === key) return held;
    const location = chunkAt(index, upper.shape, upper.chunk);
    const chunk = await upper.read(location, upperAt);
    held = { index: key, location, chunk };
    if (upper.isLast && !counted.has(key)) {
      counted.add(key);
      tally.chunks.looked += 1;
      if (chunk.problem !== null) tally.addUndecodable(chunk.problem);
    }
    return held;
  };
  const bytesAt = (offset: number, region: Region) => ({
    region,
    values: arena.bytes(offset, voxelCount(region.extent) * sample),
  });
  const planesAt = (offset: number, [, rows, columns]: Shape) => ({
    offset,
    rowStride: columns * sample,
    planeStride: rows * columns * sample,
  });
  return async ({ extent, origin }: ChunkLocation, lower: ReadChunk, source: number, largest: number) => {
    const part: Region = {
      origin: [origin[0] / bins[0], origin[1] / bins[1], origin[2] / bins[2]],
      extent: binned(extent),
    };
    const absent: string[] = [];
    let parts = 0;
    for (const index of chunksAcross(part, upper.chunk)) {
      const { chunk, location } = await hold(index);
      if (chunk.problem !== null) return false;
      parts += 1;
      if (chunk.isAbsent) absent.push(chunk.path);
      copyOverlap(bytesAt(upperAt, location), bytesAt(boxAt, part), sample);
    }
    const count = voxelCount(part.extent);
    const bytes = count * sample;
    const isUpperZero = kernels.isZero({ offset: boxAt, rowStride: bytes }, { rows: 1, columns: bytes });
    if (lower.isAbsent && !isUpperZero) return true;
    const absolute = isRounded ? 1 : largest * roundingOfMean;
    const [from, to] = [planesAt(source, extent), planesAt(binnedAt, part.extent)];
    const [planes, rows, columns] = extent;
    // The OME-Zarr specification does not define how blocks at an odd edge are binned: the mean of the existing voxels,
    // or padding with zeros. Both are accepted.
    const byEdge = (edge: BinningEdge) => {
      arena.clear(binnedAt, bytes);
      binLevel(kernels, kind, from, to, { planes, rows, columns }, edge);
      return kernels.compare(binnedAt, boxAt, count, type, { absolute, relative: 0 });
    };
    const mean = byEdge('mean');
    if (absent.length === parts && mean.beyond > 0) {
      tally.missingChunks.push(...absent);
      return false;
    }
    const isEven = extent.every((n, axis) => n % (bins[axis] as number) === 0);
    const zero = isEven || type !== 'float32' ? mean : byEdge('zero');
    let first = -1;
    if (Math.min(zero.beyond, mean.beyond) > 0) {
      byEdge(zero.beyond < mean.beyond ? 'zero' : 'mean');
      first = firstDifference(kernels, binnedAt, boxAt, count, type, absolute);
    }
    const location = first < 0 ? null : voxelIn(part, first);
    tally.addLevel(Number(upper.level), count, mean.beyond, zero.beyond, location);
    return !isUpperZero;
  };
}

/** Returns the index of the first of `count` voxels that differ by more than `tolerance`; −1 without one. */
function firstDifference(
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

/** Sections that are read at once. */
const ahead = 8;

export type MrcComparer = ReturnType<typeof mrcComparer>;

/**
 * Returns a function that compares a region of the MRC with the voxels of level 0 at `source`, if it is not null, and adds
 * up the statistics of the MRC; true if that has voxels other than 0 there.
 */
export function mrcComparer(kernels: Kernels, reader: RowReader, type: VoxelType, tally: VoxelTally) {
  const { arena } = kernels;
  const compare = (a: number, b: number, count: number, { z, y, x, columns }: SectionRows & Columns) => {
    const found = kernels.compare(a, b, count, type, { absolute: 0, relative: 0 });
    tally.compared += count;
    tally.different += found.different;
    if (found.different === 0 || tally.firstDifference !== null) return;
    const index = firstDifference(kernels, a, b, count, type, 0);
    tally.firstDifference = [z, y + Math.floor(index / columns), x + (index % columns)];
  };
  return ({ origin: [z, y, x], extent: [planes, rows, columns] }: Region, source: number | null) =>
    arena.scopedAsync(async () => {
      const count = rows * columns;
      const bytes = count * voxelBytes(type);
      const target = arena.allocate(bytes);
      let hasContent = false;
      for (let first = 0; first < planes; first += ahead) {
        const parts = Array.from({ length: Math.min(ahead, planes - first) }, (_, index) => ({
          z: z + first + index,
          y,
          rows,
          x,
          columns,
        }));
        const fetched = await Promise.all(parts.map((part) => reader.fetch(part)));
        for (const [index, part] of parts.entries()) {
          reader.decode(fetched[index] as Uint8Array, kernels, target, type, part);
          const at = { offset: target, rowStride: columns * voxelBytes(type) };
          const measured = kernels.measure(at, { rows, columns }, type);
          tally.addMrc(measured);
          if (type === 'int8' && (measured.min < 0 || measured.max > 1))
            tally.addMask(viewVoxels(kernels, target, count, 'int8'), 'mrc');
          const whole = { offset: target, rowStride: bytes };
          hasContent ||= !kernels.isZero(whole, { rows: 1, columns: bytes });
          if (source !== null) compare(source + (first + index) * bytes, target, count, part);
        }
      }
      return hasContent;
    });
}
