import { kindFacts } from './samples.js';
import { perAxis, type Shape, type VolumeKind } from './volume.js';

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
  return perAxis((axis) => Math.ceil(shape[axis] / chunk[axis]));
}

/** Returns the chunk with an index, cut at the end of the array. */
export function chunkAt(index: Shape, shape: Shape, chunk: Shape): ChunkLocation {
  const origin = perAxis((axis) => index[axis] * chunk[axis]);
  return { index, origin, extent: perAxis((axis) => Math.min(chunk[axis], shape[axis] - origin[axis])) };
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
  const first = perAxis((axis) => Math.floor(origin[axis] / chunk[axis]));
  const last = perAxis((axis) => Math.floor((origin[axis] + extent[axis] - 1) / chunk[axis]));
  for (const index of gridIndices(perAxis((axis) => last[axis] - first[axis] + 1))) {
    yield perAxis((axis) => first[axis] + index[axis]);
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
  const origin = perAxis((axis) => Math.max(a.origin[axis], b.origin[axis]));
  const endOf = (region: Region, axis: 0 | 1 | 2) => region.origin[axis] + region.extent[axis];
  return { origin, extent: perAxis((axis) => Math.min(endOf(a, axis), endOf(b, axis)) - origin[axis]) };
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

/**
 * Yields the samples that are contiguous in a region and in its volume: a run a plane if the region has whole rows, else
 * a run a row. `inRegion` and `inVolume` are byte offsets from the first sample of the region and of the volume.
 */
export function* voxelRuns({ origin, extent }: Region, [, ny, nx]: Shape, sampleBytes: number) {
  const [planes, rows, columns] = extent;
  const runs = columns === nx ? 1 : rows;
  const bytes = (rows / runs) * columns * sampleBytes;
  for (let plane = 0; plane < planes; plane += 1) {
    for (let run = 0; run < runs; run += 1) {
      const voxel = ((origin[0] + plane) * ny + origin[1] + run) * nx + origin[2];
      yield { inRegion: (plane * runs + run) * bytes, inVolume: voxel * sampleBytes, bytes };
    }
  }
}
