import { FormatError, StorageError, UnsupportedError } from '../../errors/index.js';
import { type ChunkLocation, gridOf, isSameShape, voxelCount } from '../chunk-grid.js';
import type { Kernels, Offset } from '../kernels/index.js';
import type { Shape } from '../volume.js';
import type { ChunkStorage } from './chunk-storage.js';
import { checkedBytes } from './crc32c.js';
import { fillSamples } from './fill-samples.js';
import { arrayKey } from './metadata.js';
import { type ArrayMetadata, parseArrayMetadata } from './parse-array-metadata.js';
import { parseV3Metadata, v3Key } from './parse-v3-metadata.js';
import { readDocument } from './read-document.js';
import { ShardReader } from './shard-reader.js';
import { turnSamples } from './turn-samples.js';
import { unpackChunk } from './unpack-chunk.js';
import { widenSamples } from './widen-samples.js';

/** Bytes of the samples of the largest chunk that is read; as many again are in memory for a moment. */
export const largestChunk = 256 * 1024 * 1024;

/** Bytes that a stored chunk may take beyond twice its samples. */
const overhead = 1024 * 1024;

/** A three-dimensional zarr array that is read chunk by chunk. */
export class ZarrArray {
  readonly metadata: ArrayMetadata;
  readonly shape: Shape;
  readonly chunk: Shape;
  /** Number of chunks along each axis. */
  readonly grid: Shape;
  /** Bytes of a chunk's samples, padding included. */
  readonly chunkBytes: number;
  readonly #storage: ChunkStorage;
  readonly #key: string;
  readonly #shards: ShardReader | null;

  /** The array below `key` of a storage. Fails with an UnsupportedError when its chunks are too large. */
  constructor(storage: ChunkStorage, key: string, metadata: ArrayMetadata) {
    const { shape, chunk, sampleBytes } = metadata;
    this.metadata = metadata;
    this.shape = shape;
    this.chunk = chunk;
    this.grid = gridOf(shape, chunk);
    this.chunkBytes = voxelCount(chunk) * sampleBytes;
    this.#storage = storage;
    this.#key = key;
    this.#shards = metadata.shard === null ? null : new ShardReader(storage, metadata.shard, chunk);
    if (this.chunkBytes > largestChunk) {
      throw new UnsupportedError('the chunks of this array are too large', {
        path: storage.location(`${key}/${arrayKey}`),
        expected: `at most ${largestChunk} bytes`,
        found: `${this.chunkBytes} bytes (${chunk.join(' × ')} samples)`,
      });
    }
  }

  /** Key of the file that a chunk is stored in, whether it is there or not. */
  chunkKey(index: Shape): string {
    const { leadingAxes, separator, keyPrefix } = this.metadata;
    const leading = Array.from({ length: leadingAxes }, () => 0);
    const file = this.#shards === null ? index : this.#shards.shardOf(index);
    return `${this.#key}/${keyPrefix}${[...leading, ...file].join(separator)}`;
  }

  /** A chunk as it is stored; null when it is not there, which means all fill value. */
  async fetch(index: Shape): Promise<Uint8Array | null> {
    const limit = 2 * this.chunkBytes + overhead;
    try {
      if (this.#shards !== null) return await this.#shards.fetch(this.chunkKey(index), index, limit);
      return await this.#storage.get(this.chunkKey(index), limit);
    } catch (error) {
      if (error instanceof StorageError && error.reason === 'missing') return null;
      throw error;
    }
  }

  /**
   * Puts the samples of a fetched chunk that lie in the array into kernel memory as they are stored, without gaps. At
   * `target` there must be room for a whole chunk. With `isWhole`, padding is unpacked and checked too. Fails with a
   * FormatError or UnsupportedError that names the chunk.
   */
  async unpack(
    stored: Uint8Array | null,
    { index, extent }: ChunkLocation,
    kernels: Kernels,
    target: Offset,
    isWhole = true,
  ): Promise<void> {
    const { sampleBytes, compressor, hasChecksum, storedAxes, wide } = this.metadata;
    const path = this.#storage.location(this.chunkKey(index));
    if (stored === null) {
      fillSamples(kernels.arena.bytes(target, voxelCount(extent) * sampleBytes), this.metadata, path);
      return;
    }
    const [, rows, columns] = this.chunk;
    const used = (((extent[0] - 1) * rows + extent[1] - 1) * columns + extent[2]) * sampleBytes;
    const bytes = hasChecksum ? checkedBytes(stored, path) : stored;
    const chunk = { bytes, compressor, size: this.chunkBytes, path };
    const isTurned = storedAxes.some((axis, at) => axis !== at);
    await unpackChunk(chunk, kernels, target, isWhole || isTurned ? this.chunkBytes : used);
    if (isTurned) turnSamples(kernels.arena.bytes(target, this.chunkBytes), this.chunk, storedAxes);
    if (wide !== null) widenSamples(kernels.arena.bytes(target, used), wide, path);
    this.#closeGaps(kernels.arena.bytes(target, used), extent);
  }

  /** `fetch` and `unpack`; tells whether the chunk was there. */
  async read(place: ChunkLocation, kernels: Kernels, target: Offset, isWhole = true): Promise<boolean> {
    const stored = await this.fetch(place.index);
    await this.unpack(stored, place, kernels, target, isWhole);
    return stored !== null;
  }

  /** Moves the rows of a chunk that is cut to the front, one after the other. */
  #closeGaps(bytes: Uint8Array, extent: Shape): void {
    if (isSameShape(this.chunk, extent)) return;
    const [, rows, columns] = this.chunk;
    const { sampleBytes } = this.metadata;
    const rowBytes = extent[2] * sampleBytes;
    for (let z = 0; z < extent[0]; z++) {
      for (let y = 0; y < extent[1]; y++) {
        const from = (z * rows + y) * columns * sampleBytes;
        bytes.copyWithin((z * extent[1] + y) * rowBytes, from, from + rowBytes);
      }
    }
  }
}

/** Opens the array whose `.zarray` or `zarr.json` lies below `key`. Fails with a FormatError or UnsupportedError that names the file. */
export async function openZarrArray(storage: ChunkStorage, key: string): Promise<ZarrArray> {
  const metadataKey = `${key}/${arrayKey}`;
  const path = storage.location(metadataKey);
  const document = await readDocument(storage, metadataKey);
  if (document === null) {
    const v3 = await readDocument(storage, `${key}/${v3Key}`);
    if (v3 === null) throw new FormatError('the array has no metadata', { path });
    return new ZarrArray(storage, key, parseV3Metadata(v3, storage.location(`${key}/${v3Key}`)));
  }
  return new ZarrArray(storage, key, parseArrayMetadata(document, path));
}
