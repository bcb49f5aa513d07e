import { allDone } from '../../base/closing.js';
import { joinBytes } from '../../base/collections.js';
import type { FileWriter, StagedDirectory } from '../../storage/storage.js';
import { type FrameContent, framePreludeBytes, scatteredFramePrelude } from '../kernels/blosc-frame.js';
import type { Kernels } from '../kernels/kernels.js';
import type { Compression } from '../volume.js';
import { blockEncoder } from '../zarr/block-encoder.js';
import { arrayKey, encodeArrayMetadata } from '../zarr/write-metadata.js';
import { PartFile, PyramidOutput } from './pyramid-output.js';
import {
  blocksInChunk,
  blocksPerChunk,
  type ChunkPiece,
  chunkPieces,
  frameContent,
  type Level,
  type PyramidPlan,
  type Unit,
} from './pyramid-plan.js';
import type { EncodedUnit } from './volume-job.js';

/** A chunk without blocks. */
interface NewChunk {
  readonly content: FrameContent;
  /** Blocks of the frame, with those of padding. */
  readonly blockCount: number;
  /** Blocks that `append` will get. */
  readonly expected: number;
  readonly zeroBlock: Uint8Array;
  readonly create: () => Promise<FileWriter>;
}

/**
 * A chunk being written. Encoded blocks are written as they come; header and offsets go in front of them at the end.
 * The file is created with the first block that is not all zeros, so that a chunk of zeros is never written.
 */
class ChunkFile extends PartFile {
  readonly #offsets: number[];

  constructor(private readonly chunk: NewChunk) {
    super(framePreludeBytes(chunk.content), chunk.expected, chunk.create);
    this.#offsets = Array(chunk.blockCount).fill(0);
  }

  /** Writes encoded blocks in sequence, with their remainder if known; size 0 stands for a block of zeros. */
  append(indices: readonly number[], sizes: Int32Array, bytes: Uint8Array, remainder?: bigint) {
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
    const { content, zeroBlock } = this.chunk;
    const start = this.position;
    const empty = this.#offsets.flatMap((offset, index) => (offset === 0 ? [index] : []));
    for (const index of empty) {
      this.#offsets[index] = this.position;
      this.position += zeroBlock.length;
    }
    if (empty.length > 0) await writer.write(start, joinBytes(empty.map(() => zeroBlock)));
    await writer.write(0, scatteredFramePrelude(content, this.#offsets, this.position));
  }
}

/** Writes the encoded blocks of units into the chunk files of an OME-Zarr's levels (0.4). */
export class PyramidWriter extends PyramidOutput<ChunkFile> {
  /** `zeroBlocks` are the blocks of zeros that chunks of each level need. */
  constructor(
    plan: PyramidPlan,
    private readonly compression: Compression,
    directory: StagedDirectory,
    private readonly zeroBlocks: readonly Uint8Array[],
  ) {
    super(plan, directory);
  }

  /** Writes the blocks of a unit, and completes the chunks that are full. */
  async write(unit: Unit, { sizes, encoded, encodedSums }: EncodedUnit): Promise<void> {
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
    const compression = this.compression;
    for (const { index, shape } of this.plan.levels) {
      await this.put(`${index}/${arrayKey}`, encodeArrayMetadata({ shape, chunk, type, compression }));
    }
  }

  #append(
    level: Level,
    { chunk, blocks }: ChunkPiece,
    sizes: Int32Array,
    bytes: Uint8Array,
    remainder: bigint | undefined,
  ): Promise<void> {
    const make = (create: NewChunk['create']) =>
      new ChunkFile({
        content: { ...frameContent(this.plan, level), codec: this.compression.codec },
        blockCount: blocksPerChunk(this.plan, level),
        expected: blocksInChunk(this.plan, level, chunk),
        zeroBlock: this.zeroBlocks[level.index]!,
        create,
      });
    const indices = blocks.map(({ index }) => index);
    const key = [level.index, ...chunk].join('/');
    return this.addTo(key, make, (file) => file.append(indices, sizes, bytes, remainder));
  }
}

/** Returns an encoded block of zeros of each level. */
export async function encodeZeroBlocks(
  { facts: { chunk, voxelBytes }, levels }: PyramidPlan,
  compression: Compression,
  kernels: Kernels,
): Promise<Uint8Array[]> {
  const { arena } = kernels;
  const encodeBlock = blockEncoder(kernels, compression);
  const rowStride = chunk[2] * voxelBytes;
  const blocks: Uint8Array[] = [];
  for (const { blockRows: rows } of levels) {
    const block = await arena.scopedAsync(async () => {
      const offset = arena.allocate(rows * rowStride);
      const target = arena.allocate(kernels.encodedBlockBound(rows * rowStride, voxelBytes));
      arena.clear(offset, rows * rowStride);
      const extent = { rows, columns: rowStride };
      return arena
        .bytes(target, await encodeBlock({ offset, rowStride }, extent, voxelBytes, target))
        .slice();
    });
    blocks.push(block);
  }
  return blocks;
}
