import type { StagedDirectory } from '../../../storage/index.js';
import { blockEncoder, type EncodeBlock } from '../../compress/index.js';
import type { Kernels } from '../../kernels/index.js';
import { arrayMetadataKey, chunkKey, encodeArrayMetadata } from '../../zarr/index.js';
import type { Compression } from '../../zarr-form.js';
import {
  blocksInChunk,
  blocksPerChunk,
  type ChunkPiece,
  chunkPieces,
  type Level,
  type PyramidPlan,
  type Unit,
} from '../geometry/index.js';
import type { UnitResult } from '../unit/index.js';
import { ChunkFile } from './chunk-file.js';
import type { PyramidOutput } from './pyramid-output.js';

/** Puts the encoded blocks of units into the chunk files of an OME-Zarr's levels. */
export class PyramidWriter implements PyramidOutput {
  readonly #plan: PyramidPlan;
  readonly #compression: Compression;
  readonly #directory: StagedDirectory;
  readonly #zeroBlocks: readonly Uint8Array[];
  readonly #open = new Map<string, ChunkFile>();
  #bytesWritten = 0;

  private constructor(
    plan: PyramidPlan,
    compression: Compression,
    directory: StagedDirectory,
    zeroBlocks: readonly Uint8Array[],
  ) {
    this.#plan = plan;
    this.#compression = compression;
    this.#directory = directory;
    this.#zeroBlocks = zeroBlocks;
  }

  /** A pyramid in a directory; `kernels` encode the blocks of zeros that some chunks need. */
  static async open(
    plan: PyramidPlan,
    compression: Compression,
    directory: StagedDirectory,
    kernels: Kernels,
  ): Promise<PyramidWriter> {
    const encodeBlock = blockEncoder(kernels, compression);
    const zeroBlocks: Uint8Array[] = [];
    for (const level of plan.levels)
      zeroBlocks.push(await encodeZeroBlock(plan, level, kernels, encodeBlock));
    return new PyramidWriter(plan, compression, directory, zeroBlocks);
  }

  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /** Writes a unit's blocks; completes chunks whose last block that was. */
  async write(
    unit: Unit,
    { sizes, encoded, encodedSums }: Pick<UnitResult, 'sizes' | 'encoded' | 'encodedSums'>,
  ): Promise<void> {
    const writes: Promise<void>[] = [];
    let [first, position] = [0, 0];
    for (const level of this.#plan.levels) {
      for (const part of chunkPieces(this.#plan, level, unit)) {
        const partSizes = sizes.subarray(first, first + part.blocks.length);
        const bytes = partSizes.reduce((sum, size) => sum + size, 0);
        const piece = encoded.subarray(position, position + bytes);
        writes.push(this.#append(level, part, partSizes, piece, encodedSums[writes.length]));
        first += part.blocks.length;
        position += bytes;
      }
    }
    await allDone(writes);
  }

  async put(relativeKey: string, bytes: Uint8Array): Promise<void> {
    await this.#directory.put(relativeKey, bytes);
    this.#bytesWritten += bytes.length;
  }

  async finish(): Promise<void> {
    const { type, chunk } = this.#plan.facts;
    const compression = this.#compression;
    for (const { index, shape } of this.#plan.levels) {
      await this.put(arrayMetadataKey(index), encodeArrayMetadata({ shape, chunk, type, compression }));
    }
  }

  async abort(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(open.map((chunk) => chunk.abort()));
  }

  async #append(
    level: Level,
    { chunk, blocks }: ChunkPiece,
    sizes: Int32Array,
    bytes: Uint8Array,
    remainder: bigint | undefined,
  ): Promise<void> {
    const key = chunkKey(level.index, chunk);
    const file = this.#open.get(key) ?? this.#start(key, level, chunk);
    await file.append(
      blocks.map(({ index }) => index),
      sizes,
      bytes,
      remainder,
    );
    if (!file.isComplete) return;
    const size = await file.finish();
    this.#bytesWritten += size;
    this.#open.delete(key);
  }

  #start(key: string, level: Level, chunk: ChunkPiece['chunk']): ChunkFile {
    const { facts } = this.#plan;
    const file = new ChunkFile({
      content: {
        contentBytes: facts.chunk[0] * facts.chunk[1] * facts.chunk[2] * facts.voxelBytes,
        blockBytes: level.blockRows * facts.chunk[2] * facts.voxelBytes,
        typeSize: facts.voxelBytes,
        codec: this.#compression.codec,
      },
      blockCount: blocksPerChunk(this.#plan, level),
      expected: blocksInChunk(this.#plan, level, chunk),
      zeroBlock: this.#zeroBlocks[level.index]!,
      create: () => this.#directory.createFile(key),
    });
    this.#open.set(key, file);
    return file;
  }
}

async function encodeZeroBlock(
  { facts }: PyramidPlan,
  level: Level,
  kernels: Kernels,
  encodeBlock: EncodeBlock,
): Promise<Uint8Array> {
  const rowStride = facts.chunk[2] * facts.voxelBytes;
  const extent = { rows: level.blockRows, columns: rowStride };
  const { arena } = kernels;
  const top = arena.top;
  const source = arena.allocate(extent.rows * rowStride);
  const target = arena.allocate(kernels.encodedBlockBound(extent.rows * rowStride, facts.voxelBytes));
  arena.clear(source, extent.rows * rowStride);
  const size = await encodeBlock({ offset: source, rowStride }, extent, facts.voxelBytes, target);
  const encoded = arena.bytes(target, size).slice();
  arena.release(top);
  return encoded;
}

/** Waits for all, then fails with the first failure, so that nothing is still being written afterwards. */
async function allDone(writes: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(writes)).find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
