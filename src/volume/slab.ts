import type { Kernels } from './kernels/kernels.js';
import { RowReader, type RowVolume, rowBands, type Sections } from './row-reader.js';

/** A section of a volume, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly samples: ArrayLike<number>;
}

/** Pixels of a shown section along either side, at most. */
const largestSide = 384;

/** The blocks of samples that become pixels. */
export interface PoolGrid {
  readonly width: number;
  readonly height: number;
  /** Samples along a block. */
  readonly step: number;
}

/** Returns square blocks that show a plane with at most 384 pixels along either side. */
export function poolGrid({ width, height }: Plane): PoolGrid {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / largestSide));
  return { width: Math.ceil(width / step), height: Math.ceil(height / step), step };
}

/** Returns the mean of each block, without NaN and infinite samples; NaN for a block of nothing else. */
export function poolMean(plane: Plane, grid: PoolGrid): Float64Array {
  const counts = new Float64Array(grid.width * grid.height);
  const sums = new Float64Array(grid.width * grid.height);
  eachSample(plane, grid, (pixel, index) => {
    const value = plane.samples[index] as number;
    if (!Number.isFinite(value)) return;
    (sums[pixel] as number) += value;
    (counts[pixel] as number) += 1;
  });
  return sums.map((sum, pixel) => sum / (counts[pixel] as number));
}

/** Returns each block's difference b − a farthest from 0, so that a voxel shows; NaN if only one is a number. */
export function poolDifference(a: Plane, b: Plane, grid: PoolGrid): Float64Array {
  const farthest = new Float64Array(grid.width * grid.height);
  eachSample(a, grid, (pixel, index) => {
    const [before, after] = [a.samples[index] as number, b.samples[index] as number];
    if (Object.is(before, after) || before === after) return;
    const difference = after - before;
    const known = farthest[pixel] as number;
    if (!Number.isNaN(known) && !(Math.abs(difference) <= Math.abs(known))) farthest[pixel] = difference;
  });
  return farthest;
}

function eachSample({ width, height }: Plane, grid: PoolGrid, visit: (pixel: number, index: number) => void) {
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / grid.step) * grid.width;
    for (let x = 0; x < width; x++) visit(row + Math.floor(x / grid.step), y * width + x);
  }
}

/** Bytes of decoded voxels in memory at a time. */
const bandBytes = 4 * 1024 * 1024;

/**
 * Returns the `count` central sections of a volume. For a volume with fewer sections these are, as in the portal's
 * pictures, the last ones: as many as the slab would extend beyond the first section.
 */
export function centralSections(depth: number, count: number): Sections {
  const { from } = slabReach(depth, count);
  return from >= 0
    ? { from, to: Math.min(depth, from + count) }
    : { from: Math.max(0, depth + from), to: depth };
}

/** Returns the sections of a slab of `count` around the middle, which may extend beyond the volume. */
export function slabReach(depth: number, count: number): Sections {
  const from = Math.floor(depth / 2) - Math.floor(count / 2);
  return { from, to: from + count };
}

/** Returns float32 sums of columns along z, in z order, row by row. Fails with a FormatError for a shorter file. */
export async function sumSections(volume: RowVolume, sections: Sections, kernels: Kernels) {
  const [, height, width] = volume.header.shape;
  const sums = new Float32Array(height * width);
  await project(volume, sections, kernels, sums, kernels.accumulate);
  return { width, height, sums };
}

/** Returns 1 for each column with any voxel above 0 in the sections, else 0. Fails like `sumSections`. */
export async function anySetInSections(volume: RowVolume, sections: Sections, kernels: Kernels) {
  const [, height, width] = volume.header.shape;
  const isSet = new Uint8Array(height * width);
  await project(volume, sections, kernels, isSet, (decoded, total, extent) =>
    kernels.accumulateAnySet(decoded, 'float32', total, extent),
  );
  return { width, height, isSet };
}

/** Projects sections along z into `target`, band by band; `add` adds decoded float32 rows to those of the target. */
async function project(
  volume: RowVolume,
  { from, to }: Sections,
  kernels: Kernels,
  { buffer, BYTES_PER_ELEMENT: targetBytes }: Float32Array | Uint8Array,
  add: Kernels['accumulate'],
) {
  const [, height, width] = volume.header.shape;
  const bandRows = Math.max(1, Math.min(height, Math.floor(bandBytes / (width * 4))));
  const reader = new RowReader(volume);
  const { arena } = kernels;
  await arena.scopedAsync(async () => {
    const decoded = arena.allocate(bandRows * width * 4);
    const total = arena.allocate(bandRows * width * targetBytes);
    for (let y = 0; y < height; y += bandRows) {
      const rows = Math.min(bandRows, height - y);
      const bytes = rows * width * targetBytes;
      arena.clear(total, bytes);
      for (let z = from; z < to; z++) {
        await reader.read({ z, y, rows }, kernels, decoded, 'float32');
        const target = { offset: total, rowStride: width * targetBytes };
        add({ offset: decoded, rowStride: width * 4 }, target, { rows, columns: width });
      }
      new Uint8Array(buffer).set(arena.bytes(total, bytes), y * width * targetBytes);
    }
  });
}

/** Samples decoded at a time. */
const pieceSamples = 1024 * 1024;

/** Reads every `step`th voxel of whole sections, in order, as float64 from float32. Fails like `sumSections`. */
export async function readSections(
  volume: RowVolume,
  { from, to }: Sections,
  step: number,
  kernels: Kernels,
): Promise<Float64Array> {
  const [, height, width] = volume.header.shape;
  const values = new Float64Array(Math.ceil(((to - from) * height * width) / step));
  const most = Math.max(1, Math.min(height, Math.floor(pieceSamples / width)));
  const reader = new RowReader(volume);
  const { arena } = kernels;
  await arena.scopedAsync(async () => {
    let [seen, taken] = [0, 0];
    const decoded = arena.allocate(most * width * 4);
    for (const band of rowBands(volume.header.shape, { from, to }, most)) {
      await reader.read(band, kernels, decoded, 'float32');
      const floats = arena.float32(decoded, band.rows * width);
      const end = seen + floats.length;
      for (let next = taken * step; next < end; next += step) values[taken++] = floats[next - seen] ?? 0;
      seen = end;
    }
  });
  return values;
}
