import { chunkAt, chunksAcross, copyOverlap, type Region, voxelCount } from '../chunk-grid.js';
import type { Kernels } from '../kernels/index.js';
import type { Shape } from '../volume.js';
import type { ZarrArray } from './zarr-array.js';

/** Bytes of unpacked chunks that are kept. */
const capacity = 128 * 1024 * 1024;

/** Reads any region of an array, and keeps the chunks used last. */
export class RegionReader {
  readonly #kernels: Kernels;
  readonly #array: ZarrArray;
  readonly #chunks = new Map<string, Uint8Array>();
  readonly #kept: number;

  constructor(kernels: Kernels, array: ZarrArray) {
    this.#kernels = kernels;
    this.#array = array;
    this.#kept = Math.max(1, Math.floor(capacity / array.chunkBytes));
  }

  /** Samples of a region as they are stored, without gaps. Fails as the array's `unpack` does. */
  async read(region: Region): Promise<Uint8Array> {
    const { metadata, shape, chunk } = this.#array;
    const bytes = new Uint8Array(voxelCount(region.extent) * metadata.sampleBytes);
    for (const index of chunksAcross(region, chunk)) {
      const source = { region: chunkAt(index, shape, chunk), bytes: await this.#chunk(index) };
      copyOverlap(source, { region, bytes }, metadata.sampleBytes);
    }
    return bytes;
  }

  async #chunk(index: Shape): Promise<Uint8Array> {
    const key = index.join(' ');
    const known = this.#chunks.get(key);
    if (known !== undefined) return known;
    const { shape, chunk, chunkBytes, metadata } = this.#array;
    const place = chunkAt(index, shape, chunk);
    const { arena } = this.#kernels;
    const top = arena.top;
    try {
      const target = arena.allocate(chunkBytes);
      await this.#array.read(place, this.#kernels, target);
      const samples = arena.bytes(target, voxelCount(place.extent) * metadata.sampleBytes).slice();
      if (this.#chunks.size >= this.#kept) this.#chunks.delete(this.#chunks.keys().next().value ?? '');
      this.#chunks.set(key, samples);
      return samples;
    } finally {
      arena.release(top);
    }
  }
}
