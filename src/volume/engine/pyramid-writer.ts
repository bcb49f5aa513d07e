import { allDone } from '../../base/closing.js';
import type { FileWriter, StagedDirectory } from '../../storage/storage.js';
import { voxelCount } from '../chunk-grid.js';
import { type FrameContent, framePreludeBytes, scatteredFramePrelude } from '../kernels/blosc-frame.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Compression } from '../volume.js';
import { blockEncoder, type EncodeBlock } from '../zarr/block-encoder.js';
import { arrayMetadataKey, chunkKey, encodeArrayMetadata } from '../zarr/write-metadata.js';
import { PartFile, PyramidOutput } from './pyramid-output.js';
import {
  blocksInChunk,
  blocksPerChunk,
  type ChunkPiece,
  chunkPieces,
  type Level,
  type PyramidPlan,
  type Unit,
} from './pyramid-plan.js';
import type { UnitResult } from './volume-job.js';

/** A chunk without blocks. */
interface NewChunk {
  readonly content: FrameContent;
  /** Blocks of the frame, with those of padding. */
  readonly blockCount: number;
  /** Blocks that `append` will get. */
  readonly expected: number;
  /** An encoded block of zeros. */
  readonly zeroBlock: Uint8Array;
  readonly create: () => Promise<FileWriter>;
}

/**
 * A chunk being written. Encoded blocks are written as they come; header and offsets go in front of them at the end.
 * The file is created with the first block that is not all zeros, so that a chunk of zeros is never written.
 */
class ChunkFile extends PartFile {
  readonly #chunk: NewChunk;
  readonly #offsets: number[];

  constructor(chunk: NewChunk) {
    super(framePreludeBytes(chunk.content), chunk.expected, chunk.create);
    this.#chunk = chunk;
    this.#offsets = Array(chunk.blockCount).fill(0);
  }

  /** Writes encoded blocks in sequence, with their remainder if known; size 0 stands for a block of zeros. */
  append(
    indices: readonly number[],
    sizes: Int32Array,
    bytes: Uint8Array,
    remainder?: bigint,
  ): Promise<void> {
    const start = this.position;
    indices.forEach((index, order) => {
      const size = sizes[order]!;
      if (size === 0) return;
      this.#offsets[index] = this.position;
      this.position += size;
    });
    return this.take(indices.length, start, bytes, remainder);
  }

  protected async end(writer: FileWriter): Promise<void> {
    const { content, zeroBlock } = this.#chunk;
    const start = this.position;
    const empty = this.#offsets.flatMap((offset, index) => (offset === 0 ? [index] : []));
    for (const index of empty) {
      this.#offsets[index] = this.position;
      this.position += zeroBlock.length;
    }
    if (empty.length > 0) await writer.write(start, repeat(zeroBlock, empty.length));
    await writer.write(0, scatteredFramePrelude(content, this.#offsets, this.position));
  }
}

function repeat(bytes: Uint8Array, count: number): Uint8Array {
  const repeated = new Uint8Array(bytes.length * count);
  for (let index = 0; index < count; index += 1) repeated.set(bytes, index * bytes.length);
  return repeated;
}

/** Writes the encoded blocks of units into the chunk files of an OME-Zarr's levels (0.4). */
export class PyramidWriter extends PyramidOutput<ChunkFile> {
  readonly #compression: Compression;
  readonly #zeroBlocks: readonly Uint8Array[];

  private constructor(
    plan: PyramidPlan,
    compression: Compression,
    directory: StagedDirectory,
    zeroBlocks: readonly Uint8Array[],
  ) {
    super(plan, directory);
    this.#compression = compression;
    this.#zeroBlocks = zeroBlocks;
  }

  /** Opens a pyramid in a directory; `kernels` encode the blocks of zeros that some chunks need. */
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

  /** Writes the blocks of a unit, and completes the chunks that are full. */
  async write(
    unit: Unit,
    { sizes, encoded, encodedSums }: Pick<UnitResult, 'sizes' | 'encoded' | 'encodedSums'>,
  ): Promise<void> {
    const writes: Promise<void>[] = [];
    let [first, position] = [0, 0];
    for (const level of this.plan.levels) {
      for (const piece of chunkPieces(this.plan, level, unit)) {
        const pieceSizes = sizes.subarray(first, first + piece.blocks.length);
        const bytes = pieceSizes.reduce((sum, size) => sum + size, 0);
        const blocks = encoded.subarray(position, position + bytes);
        writes.push(this.#append(level, piece, pieceSizes, blocks, encodedSums[writes.length]));
        first += piece.blocks.length;
        position += bytes;
      }
    }
    await allDone(writes);
  }

  async finish(): Promise<void> {
    const { type, chunk } = this.plan.facts;
    const compression = this.#compression;
    for (const { index, shape } of this.plan.levels) {
      await this.put(arrayMetadataKey(index), encodeArrayMetadata({ shape, chunk, type, compression }));
    }
  }

  #append(
    level: Level,
    { chunk, blocks }: ChunkPiece,
    sizes: Int32Array,
    bytes: Uint8Array,
    remainder: bigint | undefined,
  ): Promise<void> {
    const { facts } = this.plan;
    const make = (create: NewChunk['create']) =>
      new ChunkFile({
        content: {
          contentBytes: voxelCount(facts.chunk) * facts.voxelBytes,
          blockBytes: level.blockRows * facts.chunk[2] * facts.voxelBytes,
          typeSize: facts.voxelBytes,
          codec: this.#compression.codec,
        },
        blockCount: blocksPerChunk(this.plan, level),
        expected: blocksInChunk(this.plan, level, chunk),
        zeroBlock: this.#zeroBlocks[level.index]!,
        create,
      });
    const indices = blocks.map(({ index }) => index);
    return this.addTo(chunkKey(level.index, chunk), make, (file) =>
      file.append(indices, sizes, bytes, remainder),
    );
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
