import { kindFacts } from './samples.js';
import type { Shape, VolumeKind } from './volume.js';

/** A box of voxels: its first voxel and its extent, each (z, y, x). */
export interface Region {
  readonly origin: Shape;
  readonly extent: Shape;
}

/** A chunk of an array: its index (z, y, x) in the grid, and the box of the array that it holds. */
export interface ChunkLocation extends Region {
  readonly index: Shape;
}

export function voxelCount([z, y, x]: Shape): number {
  return z * y * x;
}

/** True if two shapes have the same extents. */
export function isSameShape(a: Shape, b: Shape): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

/** Returns the number of chunks of an array along each axis. */
export function gridOf(shape: Shape, chunk: Shape): Shape {
  const along = (axis: 0 | 1 | 2) => Math.ceil(shape[axis] / chunk[axis]);
  return [along(0), along(1), along(2)];
}

/** Returns the chunk with an index, cut at the end of the array. */
export function chunkAt(index: Shape, shape: Shape, chunk: Shape): ChunkLocation {
  const origin: Shape = [index[0] * chunk[0], index[1] * chunk[1], index[2] * chunk[2]];
  const within = (axis: 0 | 1 | 2) => Math.min(chunk[axis], shape[axis] - origin[axis]);
  return { index, origin, extent: [within(0), within(1), within(2)] };
}

/** Yields every index of a grid, last axis fastest. */
export function* gridIndices([nz, ny, nx]: Shape): Generator<Shape, void, undefined> {
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) yield [z, y, x];
  }
}

/** Yields every chunk of an array, last axis fastest. */
export function* chunksOf(shape: Shape, chunk: Shape): Generator<ChunkLocation, void, undefined> {
  for (const index of gridIndices(gridOf(shape, chunk))) yield chunkAt(index, shape, chunk);
}

/** Yields the indices of the chunks that a region overlaps. */
export function* chunksAcross({ origin, extent }: Region, chunk: Shape): Generator<Shape, void, undefined> {
  const first = (axis: 0 | 1 | 2) => Math.floor(origin[axis] / chunk[axis]);
  const count = (axis: 0 | 1 | 2) =>
    Math.floor((origin[axis] + extent[axis] - 1) / chunk[axis]) - first(axis) + 1;
  for (const [z, y, x] of gridIndices([count(0), count(1), count(2)])) {
    yield [first(0) + z, first(1) + y, first(2) + x];
  }
}

/** Number of levels of a written pyramid; each is binned from the one before. */
export const levelCount = 3;
/** Names of the levels of a written pyramid, finest first. */
export const levelNames: readonly string[] = Array.from({ length: levelCount }, (_, level) => `${level}`);

/** Returns the shape of a level: half of the level before along every binned axis, rounded up. */
export function levelShape([z, y, x]: Shape, level: number, kind: VolumeKind): Shape {
  const halved = (count: number) => Math.ceil(count / 2 ** level);
  return [kindFacts(kind).binsZ ? halved(z) : z, halved(y), halved(x)];
}

/** Returns the shapes of all levels of a written pyramid, finest first. */
export function levelShapes(shape: Shape, kind: VolumeKind): Shape[] {
  return levelNames.map((_, level) => levelShape(shape, level, kind));
}

/** Returns the overlap of two regions; an extent is 0 or less if they do not overlap. */
export function overlap(a: Region, b: Region): Region {
  const from = (axis: 0 | 1 | 2) => Math.max(a.origin[axis], b.origin[axis]);
  const to = (axis: 0 | 1 | 2) =>
    Math.min(a.origin[axis] + a.extent[axis], b.origin[axis] + b.extent[axis]) - from(axis);
  return { origin: [from(0), from(1), from(2)], extent: [to(0), to(1), to(2)] };
}

/** Returns the index of a voxel among those of a region, last axis fastest. */
export function offsetIn({ origin, extent }: Region, [z, y, x]: Shape): number {
  return ((z - origin[0]) * extent[1] + y - origin[1]) * extent[2] + x - origin[2];
}

/** Returns the voxel with an index among those of a region. */
export function voxelIn({ origin, extent: [, ny, nx] }: Region, index: number): Shape {
  return [
    origin[0] + Math.floor(index / (ny * nx)),
    origin[1] + (Math.floor(index / nx) % ny),
    origin[2] + (index % nx),
  ];
}

/** The values of a region, without gaps. */
interface RegionValues<Values> {
  readonly region: Region;
  readonly values: Values;
}

/** Copies the overlap of two regions from one to the other; both have `width` values a voxel, such as its bytes. */
export function copyOverlap(
  source: RegionValues<Uint8Array | Int8Array | Uint16Array | Uint32Array>,
  target: RegionValues<Uint8Array | Uint32Array>,
  width: number,
): void {
  const { origin, extent } = overlap(source.region, target.region);
  // Whole rows follow each other in both.
  const areWhole = [source, target].every(({ region }) => region.extent[2] === extent[2]);
  const rows = areWhole ? extent[1] : 1;
  const length = rows * extent[2] * width;
  for (let z = origin[0]; z < origin[0] + extent[0]; z++) {
    for (let y = origin[1]; y < origin[1] + extent[1]; y += rows) {
      const from = offsetIn(source.region, [z, y, origin[2]]) * width;
      const to = offsetIn(target.region, [z, y, origin[2]]) * width;
      target.values.set(source.values.subarray(from, from + length), to);
    }
  }
}

/** Samples that are contiguous in a region and in its volume. */
interface VoxelRun {
  /** Byte offsets from the first sample of the region and of the volume. */
  readonly inRegion: number;
  readonly inVolume: number;
  readonly bytes: number;
}

/** Yields the contiguous samples of a region: a run a plane if the region has whole rows, else a run a row. */
export function* voxelRuns(
  { origin, extent: [planes, rows, columns] }: Region,
  [, ny, nx]: Shape,
  sampleBytes: number,
): Generator<VoxelRun, void, undefined> {
  const runs = columns === nx ? 1 : rows;
  const bytes = (rows / runs) * columns * sampleBytes;
  for (let plane = 0; plane < planes; plane += 1) {
    for (let run = 0; run < runs; run += 1) {
      const voxel = ((origin[0] + plane) * ny + origin[1] + run) * nx + origin[2];
      yield { inRegion: (plane * runs + run) * bytes, inVolume: voxel * sampleBytes, bytes };
    }
  }
}
