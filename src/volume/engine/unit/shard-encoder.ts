import {
  blockEncoder,
  chunkContent,
  chunkFrameBound,
  type EncodeBlock,
  encodeChunkFrame,
} from '../../compress/index.js';
import type { FrameContent, Kernels, Offset } from '../../kernels/index.js';
import type { Compression } from '../../zarr-form.js';
import { innerChunks, type PyramidPlan, type Unit, unitAtLevel } from '../geometry/index.js';
import type { LevelBuffer } from './level-buffer.js';

/** Bytes behind rows that kernels touch when they move whole vectors. */
const slack = 32;

/** Encodes the chunks of shards within kernel memory: those of level 0 from a unit, those of other levels when they are whole. */
export class ShardEncoder {
  readonly #kernels: Kernels;
  readonly #plan: PyramidPlan;
  readonly #content: FrameContent;
  readonly #encodeBlock: EncodeBlock;
  /** One chunk's samples without gaps, and room for one frame. */
  readonly #samples: Offset;
  readonly #frame: Offset;

  /** Allocates room for one chunk. */
  constructor(kernels: Kernels, plan: PyramidPlan, compression: Compression) {
    const { innerChunk, voxelBytes } = plan.facts;
    const bytes = innerChunk.reduce((product, extent) => product * extent, voxelBytes);
    this.#kernels = kernels;
    this.#plan = plan;
    this.#content = chunkContent(bytes, voxelBytes, compression);
    this.#encodeBlock = blockEncoder(kernels, compression);
    this.#samples = kernels.arena.allocate(bytes + slack);
    this.#frame = kernels.arena.allocate(chunkFrameBound(kernels, this.#content));
  }

  /** Most bytes that `encodeUnit` writes for a unit of such buffers. */
  bound(levels: readonly LevelBuffer[]): number {
    const [base, ...coarse] = levels;
    const chunks = Math.ceil((base?.bytes ?? 0) / this.#content.contentBytes);
    const rest = coarse.reduce((sum, { bytes }) => sum + bytes, slack);
    return chunks * chunkFrameBound(this.#kernels, this.#content) + rest;
  }

  /**
   * Encodes the chunks of level 0 one after the other at `target`, and puts the voxels of the other levels behind them, level by
   * level without gaps. Gives the bytes of each chunk, 0 for zeros, their remainders where they are wanted, and the bytes of the voxels.
   */
  async encodeUnit(
    levels: readonly LevelBuffer[],
    unit: Unit,
    target: Offset,
    isSummed: boolean,
  ): Promise<{ readonly sizes: Int32Array; readonly sums: BigUint64Array; readonly coarseBytes: number }> {
    const { innerChunk } = this.#plan.facts;
    const sizes: number[] = [];
    const sums: bigint[] = [];
    let position = target;
    for (const { from } of innerChunks(this.#plan, unit)) {
      this.#gather(levels[0]!, from, innerChunk, this.#samples);
      const size = await this.#encode(position);
      sizes.push(size);
      if (isSummed) sums.push(this.#kernels.sumBytes(position, size));
      position += size;
    }
    const coarse = position;
    for (const buffer of levels.slice(1)) {
      const { extent } = unitAtLevel(unit, levels.indexOf(buffer), this.#plan.facts.binsZ);
      position += this.#gather(buffer, [0, 0, 0], extent, position);
    }
    return {
      sizes: Int32Array.from(sizes),
      sums: BigUint64Array.from(sums),
      coarseBytes: position - coarse,
    };
  }

  /** The frame of a chunk of samples, valid until the next one and empty for zeros, with its remainder. */
  async encodeChunk(samples: Uint8Array): Promise<{ readonly frame: Uint8Array; readonly sum: bigint }> {
    const { arena } = this.#kernels;
    arena.bytes(this.#samples, samples.length).set(samples);
    const size = await this.#encode(this.#frame);
    return { frame: arena.bytes(this.#frame, size), sum: this.#kernels.sumBytes(this.#frame, size) };
  }

  #encode(target: Offset): Promise<number> {
    return encodeChunkFrame(this.#kernels, this.#encodeBlock, this.#content, this.#samples, target);
  }

  /** Copies a box of a level's voxels without gaps; gives its bytes. */
  #gather(
    { offset, planeStride, rowStride }: LevelBuffer,
    [z, y, x]: readonly [number, number, number],
    [planes, rows, columns]: readonly [number, number, number],
    target: Offset,
  ): number {
    const { voxelBytes } = this.#plan.facts;
    const extent = { rows, columns: columns * voxelBytes };
    const planeBytes = rows * extent.columns;
    for (let plane = 0; plane < planes; plane += 1) {
      const first = offset + (z + plane) * planeStride + y * rowStride + x * voxelBytes;
      this.#kernels.shuffleRows({ offset: first, rowStride }, extent, 1, target + plane * planeBytes);
    }
    return planes * planeBytes;
  }
}
