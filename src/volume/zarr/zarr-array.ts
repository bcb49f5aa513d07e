import { keepNewest } from '../../base/collections.js';
import { FormatError, isMissing, nullIf, UnsupportedError } from '../../base/errors.js';
import {
  type ChunkLocation,
  chunkAt,
  chunksAcross,
  copyOverlap,
  gridOf,
  isSameShape,
  type Region,
  voxelCount,
} from '../chunk-grid.js';
import type { Offset } from '../kernels/blocks.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Shape } from '../volume.js';
import { type ArrayMetadata, parseArrayMetadata, parseV3Metadata } from './array-metadata.js';
import { transposeSamples, widenSamples } from './data-types.js';
import { readDocument } from './group-metadata.js';
import { type ChunkStorage, checkedBytes, shardReader } from './shard.js';
import { unpackChunk } from './unpack-chunk.js';
import { arrayKey, v3Key } from './write-metadata.js';

/** Bytes of the samples of the largest chunk that is read; twice as many are in memory for a moment. */
export const largestChunk = 256 * 1024 * 1024;
/** Bytes that a stored chunk may take beyond twice its samples. */
const overhead = 1024 * 1024;

/** A three-dimensional zarr array, read chunk by chunk. */
export class ZarrArray {
  readonly shape: Shape;
  readonly chunk: Shape;
  /** Number of chunks along each axis. */
  readonly grid: Shape;
  /** Bytes of a chunk's samples, padding included. */
  readonly chunkBytes: number;
  /** Bytes of kernel memory that `unpack` needs for any chunk: less than a chunk's if the array is smaller than one. */
  readonly unpackedBytes: number;
  readonly #shards: ReturnType<typeof shardReader> | null;

  /** Fails with an UnsupportedError if the chunks are too large. */
  constructor(
    private readonly storage: ChunkStorage,
    private readonly key: string,
    readonly metadata: ArrayMetadata,
  ) {
    const { shape, chunk, sampleBytes } = metadata;
    this.shape = shape;
    this.chunk = chunk;
    this.grid = gridOf(shape, chunk);
    this.chunkBytes = voxelCount(chunk) * sampleBytes;
    const { extent } = chunkAt([0, 0, 0], shape, chunk);
    this.unpackedBytes = this.#isTransposed ? this.chunkBytes : this.#bytesUpTo(extent);
    this.#shards = metadata.shard === null ? null : shardReader(storage, metadata.shard, chunk);
    if (this.chunkBytes > largestChunk) {
      throw new UnsupportedError('the chunks of this array are too large', {
        path: storage.location(`${key}/${arrayKey}`),
        expected: `at most ${largestChunk} bytes`,
        found: `${this.chunkBytes} bytes (${chunk.join(' × ')} samples)`,
      });
    }
  }

  /** Returns the key of the file of a chunk, which need not exist. */
  chunkKey(index: Shape): string {
    const { leadingAxes, separator, keyPrefix } = this.metadata;
    const leading = Array.from({ length: leadingAxes }, () => 0);
    const file = this.#shards === null ? index : this.#shards.shardOf(index);
    return `${this.key}/${keyPrefix}${[...leading, ...file].join(separator)}`;
  }

  /** Returns a stored chunk; null if missing: the fill value throughout. Fails with a StorageError. */
  async fetch(index: Shape): Promise<Uint8Array | null> {
    const limit = 2 * this.chunkBytes + overhead;
    const key = this.chunkKey(index);
    const chunk = this.#shards?.fetch(key, index, limit) ?? this.storage.get(key, limit);
    return chunk.catch(nullIf(isMissing));
  }

  /**
   * Unpacks the samples of a fetched chunk that lie in the array into kernel memory, as stored and without gaps.
   * `target` needs room for `unpackedBytes`. With `isWhole`, padding is checked too, and unpacked as far as there is
   * room. Fails with a FormatError or UnsupportedError that names the chunk.
   */
  async unpack(
    stored: Uint8Array | null,
    { index, extent }: ChunkLocation,
    kernels: Kernels,
    target: Offset,
    isWhole = true,
  ): Promise<void> {
    const { sampleBytes, compressor, hasChecksum, storedAxes, wide } = this.metadata;
    const path = this.storage.location(this.chunkKey(index));
    if (stored === null) {
      fillSamples(kernels.arena.bytes(target, voxelCount(extent) * sampleBytes), this.metadata, path);
      return;
    }
    const used = this.#bytesUpTo(extent);
    const wanted = isWhole || this.#isTransposed ? this.unpackedBytes : used;
    const bytes = hasChecksum ? checkedBytes(stored, path) : stored;
    await unpackChunk({ bytes, compressor, size: this.chunkBytes, wanted, isWhole, path }, kernels, target);
    const samples = kernels.arena.bytes(target, wanted);
    if (this.#isTransposed) transposeSamples(samples, this.chunk, storedAxes);
    if (wide !== null) widenSamples(samples.subarray(0, used), wide, path);
    this.#closeGaps(samples.subarray(0, used), extent);
  }

  /** Does `fetch` and `unpack`; returns whether the chunk exists. */
  async read(chunk: ChunkLocation, kernels: Kernels, target: Offset, isWhole = true): Promise<boolean> {
    const stored = await this.fetch(chunk.index);
    await this.unpack(stored, chunk, kernels, target, isWhole);
    return stored !== null;
  }

  get #isTransposed(): boolean {
    return this.metadata.storedAxes.some((axis, at) => axis !== at);
  }

  /** Returns the bytes of a stored chunk up to the last sample of a part at its beginning. */
  #bytesUpTo(extent: Shape): number {
    const [, rows, columns] = this.chunk;
    return (((extent[0] - 1) * rows + extent[1] - 1) * columns + extent[2]) * this.metadata.sampleBytes;
  }

  /** Moves the rows of a chunk that the array cuts to the front, one after the other. */
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

/** Opens the array below `key`. Fails with a FormatError or UnsupportedError that names the file. */
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

/** Fills bytes with an array's fill value as stored. Fails with an UnsupportedError for float16 other than 0. */
function fillSamples(
  target: Uint8Array,
  { fillValue, format: { sampleType, littleEndian }, sampleBytes }: ArrayMetadata,
  path: string,
): void {
  if (fillValue === 0) {
    target.fill(0);
    return;
  }
  const sample = new DataView(new ArrayBuffer(sampleBytes));
  if (sampleType === 'float64') sample.setFloat64(0, fillValue, littleEndian);
  else if (sampleType === 'float32') sample.setFloat32(0, fillValue, littleEndian);
  else if (sampleType === 'float16') {
    const facts = { path, expected: 'a fill value of 0', found: String(fillValue) };
    throw new UnsupportedError('float16 arrays with a fill value cannot be read', facts);
  } else if (sampleBytes === 4) sample.setInt32(0, fillValue, littleEndian);
  else if (sampleBytes === 2) sample.setInt16(0, fillValue, littleEndian);
  else sample.setInt8(0, fillValue);
  target.set(new Uint8Array(sample.buffer));
  for (let filled = sampleBytes; filled < target.length; filled *= 2) target.copyWithin(filled, 0, filled);
}

/** Bytes of unpacked chunks that are kept. */
const capacity = 128 * 1024 * 1024;

/**
 * Returns a function that reads the samples of a region of an array as stored, without gaps, and keeps the most recent
 * chunks. It fails like `ZarrArray.unpack`.
 */
export function regionReader(kernels: Kernels, array: ZarrArray): (region: Region) => Promise<Uint8Array> {
  const { arena } = kernels;
  const { metadata, shape, chunk, unpackedBytes } = array;
  const { sampleBytes } = metadata;
  const chunks = new Map<string, Uint8Array>();
  const kept = Math.max(1, Math.floor(capacity / unpackedBytes));
  const chunkOf = async (index: Shape): Promise<Uint8Array> => {
    const key = index.join(' ');
    const known = chunks.get(key);
    if (known !== undefined) return known;
    const location = chunkAt(index, shape, chunk);
    return arena.scopedAsync(async () => {
      const target = arena.allocate(unpackedBytes);
      await array.read(location, kernels, target);
      const samples = arena.bytes(target, voxelCount(location.extent) * sampleBytes).slice();
      return keepNewest(chunks, key, samples, kept);
    });
  };
  return async (region) => {
    const bytes = new Uint8Array(voxelCount(region.extent) * sampleBytes);
    for (const index of chunksAcross(region, chunk)) {
      const source = { region: chunkAt(index, shape, chunk), values: await chunkOf(index) };
      copyOverlap(source, { region, values: bytes }, sampleBytes);
    }
    return bytes;
  };
}
