import type { Kernels } from '../../volume/kernels/index.js';
import type { Shape } from '../../volume/volume.js';
import type { ZarrArray } from './zarr-array.js';
import { isSameShape, type Region, voxelCount } from './zarr-blocks.js';
import { chunkBytes, readChunk, unpackChunk } from './zarr-chunk.js';

/** Bytes of unpacked chunks that are kept. */
const capacity = 128 * 1024 * 1024;

/** Reads any region of an array, and keeps the chunks used last. */
export class ChunkCache {
  readonly #kernels: Kernels;
  readonly #array: ZarrArray;
  readonly #chunks = new Map<string, Uint8Array | null>();
  readonly #kept: number;

  constructor(kernels: Kernels, array: ZarrArray) {
    this.#kernels = kernels;
    this.#array = array;
    this.#kept = Math.max(1, Math.floor(capacity / chunkBytes(array)));
  }

  /** Samples of a region as they are stored, without gaps; the fill value where a chunk is not there. */
  async read(region: Region): Promise<Uint8Array> {
    const { bytesPerSample, chunk } = this.#array;
    const target = new Uint8Array(voxelCount(region.shape) * bytesPerSample);
    const first = region.start.map((at, axis) => Math.floor(at / (chunk[axis] as number)));
    const last = region.start.map((at, axis) =>
      Math.floor((at + (region.shape[axis] as number) - 1) / (chunk[axis] as number)),
    );
    for (let z = first[0] as number; z <= (last[0] as number); z++) {
      for (let y = first[1] as number; y <= (last[1] as number); y++) {
        for (let x = first[2] as number; x <= (last[2] as number); x++) {
          const index: Shape = [z, y, x];
          copyOverlap(this.#array, await this.#chunk(index), index, target, region);
        }
      }
    }
    return target;
  }

  async #chunk(index: Shape): Promise<Uint8Array | null> {
    const key = index.join(' ');
    const known = this.#chunks.get(key);
    if (known !== undefined) return known;
    const chunk = await readUnpacked(this.#kernels, this.#array, index);
    if (this.#chunks.size >= this.#kept) this.#chunks.delete(this.#chunks.keys().next().value ?? '');
    this.#chunks.set(key, chunk);
    return chunk;
  }
}

async function readUnpacked(kernels: Kernels, array: ZarrArray, index: Shape): Promise<Uint8Array | null> {
  const stored = await readChunk(array, index);
  if (stored === null) return null;
  const { arena } = kernels;
  const top = arena.top;
  try {
    const target = arena.allocate(chunkBytes(array));
    await unpackChunk(kernels, array, index, stored, target);
    return arena.bytes(target, chunkBytes(array)).slice();
  } finally {
    arena.release(top);
  }
}

function copyOverlap(
  array: ZarrArray,
  source: Uint8Array | null,
  index: Shape,
  target: Uint8Array,
  region: Region,
): void {
  const { chunk, bytesPerSample } = array;
  const origin = index.map((at, axis) => at * (chunk[axis] as number)) as unknown as Shape;
  const from = origin.map((at, axis) => Math.max(at, region.start[axis] as number)) as unknown as Shape;
  const to = origin.map((at, axis) =>
    Math.min(at + (chunk[axis] as number), (region.start[axis] as number) + (region.shape[axis] as number)),
  ) as unknown as Shape;
  if (source !== null && isSameShape(origin, region.start) && isSameShape(chunk, region.shape)) {
    target.set(source);
    return;
  }
  const rowBytes = (to[2] - from[2]) * bytesPerSample;
  const fill = source === null ? fillRow(array, to[2] - from[2]) : null;
  for (let z = from[0]; z < to[0]; z++) {
    for (let y = from[1]; y < to[1]; y++) {
      const at = offsetOf([z, y, from[2]], region.start, region.shape) * bytesPerSample;
      if (fill !== null) {
        target.set(fill, at);
      } else {
        const start = offsetOf([z, y, from[2]], origin, chunk) * bytesPerSample;
        target.set((source as Uint8Array).subarray(start, start + rowBytes), at);
      }
    }
  }
}

function offsetOf(voxel: Shape, start: Shape, shape: Shape): number {
  return ((voxel[0] - start[0]) * shape[1] + voxel[1] - start[1]) * shape[2] + voxel[2] - start[2];
}

/** Samples of the fill value as the array stores them. */
export function fillRow({ format, bytesPerSample, fill }: ZarrArray, count: number): Uint8Array {
  const row = new Uint8Array(count * bytesPerSample);
  if (fill === 0) return row;
  const view = new DataView(row.buffer);
  for (let index = 0; index < count; index++) {
    const at = index * bytesPerSample;
    if (format.sampleType === 'float32') view.setFloat32(at, fill, format.littleEndian);
    else if (format.sampleType === 'float64') view.setFloat64(at, fill, format.littleEndian);
    else if (bytesPerSample === 1) view.setInt8(at, fill);
    else if (bytesPerSample === 2) view.setInt16(at, fill, format.littleEndian);
    else view.setInt32(at, fill, format.littleEndian);
  }
  return row;
}
