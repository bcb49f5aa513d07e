import type { Kernels } from '../kernels/index.js';
import { RowReader, type RowVolume, type Sections } from '../samples/index.js';

/** A slab of a volume seen along z: one value a column of voxels, row by row. */
export interface Slab {
  readonly width: number;
  readonly height: number;
}

export interface SummedSlab extends Slab {
  /** Sums of the voxels, as float32. */
  readonly sums: Float32Array;
}

export interface SetSlab extends Slab {
  /** 1 where any voxel is above 0, else 0. */
  readonly isSet: Uint8Array;
}

/** Bytes of decoded voxels held at a time. */
const bandBytes = 4 * 1024 * 1024;

/**
 * The `count` central sections of a volume. Of a volume that has fewer, the portal's pictures show the last ones: as many
 * as the slab would reach beyond the first section. Whoever compares pictures expects the same ones here.
 */
export function centralSections(depth: number, count: number): Sections {
  const { from } = slabReach(depth, count);
  return from >= 0
    ? { from, to: Math.min(depth, from + count) }
    : { from: Math.max(0, depth + from), to: depth };
}

/** Sections that a slab of `count` around the middle reaches over, whether the volume has them or not. */
export function slabReach(depth: number, count: number): Sections {
  const from = Math.floor(depth / 2) - Math.floor(count / 2);
  return { from, to: from + count };
}

/** Sums sections of a volume in float32, in z order; memory holds a band of rows and the result. */
export async function sumSections(
  volume: RowVolume,
  sections: Sections,
  kernels: Kernels,
): Promise<SummedSlab> {
  const [, height, width] = volume.header.shape;
  const sums = new Float32Array(height * width);
  await eachBand(volume, sections, kernels, {
    sampleBytes: 4,
    add(decoded, total, extent) {
      kernels.accumulate(
        { offset: decoded, rowStride: width * 4 },
        { offset: total, rowStride: width * 4 },
        extent,
      );
    },
    take(total, row, rows) {
      sums.set(kernels.arena.float32(total, rows * width), row * width);
    },
  });
  return { width, height, sums };
}

/** Tells where any voxel of the sections is above 0. */
export async function anySetInSections(
  volume: RowVolume,
  sections: Sections,
  kernels: Kernels,
): Promise<SetSlab> {
  const [, height, width] = volume.header.shape;
  const isSet = new Uint8Array(height * width);
  await eachBand(volume, sections, kernels, {
    sampleBytes: 1,
    add(decoded, total, extent) {
      const target = { offset: total, rowStride: width };
      kernels.accumulateAnySet({ offset: decoded, rowStride: width * 4 }, 'float32', target, extent);
    },
    take(total, row, rows) {
      isSet.set(kernels.arena.bytes(total, rows * width), row * width);
    },
  });
  return { width, height, isSet };
}

interface Projection {
  readonly sampleBytes: number;
  add(decoded: number, total: number, extent: { rows: number; columns: number }): void;
  take(total: number, row: number, rows: number): void;
}

async function eachBand(
  volume: RowVolume,
  { from, to }: Sections,
  kernels: Kernels,
  projection: Projection,
): Promise<void> {
  const [, height, width] = volume.header.shape;
  const bandRows = Math.max(1, Math.min(height, Math.floor(bandBytes / (width * 4))));
  const reader = new RowReader(volume);
  const { arena } = kernels;
  const top = arena.top;
  try {
    const decoded = arena.allocate(bandRows * width * 4);
    const total = arena.allocate(bandRows * width * projection.sampleBytes);
    for (let y = 0; y < height; y += bandRows) {
      const rows = Math.min(bandRows, height - y);
      arena.clear(total, rows * width * projection.sampleBytes);
      for (let z = from; z < to; z++) {
        await reader.read({ z, y, rows }, kernels, decoded, 'float32');
        projection.add(decoded, total, { rows, columns: width });
      }
      projection.take(total, y, rows);
    }
  } finally {
    arena.release(top);
  }
}
