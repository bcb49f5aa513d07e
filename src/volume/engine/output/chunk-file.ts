import type { FileWriter } from '../../../storage/index.js';
import { type FrameContent, framePreludeBytes, scatteredFramePrelude } from '../../kernels/index.js';

/** A chunk's frame before its first block. */
export interface NewChunk {
  readonly content: FrameContent;
  /** Blocks of the frame, padding included. */
  readonly blockCount: number;
  /** Blocks that will be given to `append`. */
  readonly expected: number;
  /** An encoded block of zeros. */
  readonly zeroBlock: Uint8Array;
  readonly create: () => Promise<FileWriter>;
}

/**
 * One chunk in the making. Encoded blocks are written as they come; header and offsets go in front of them at the end.
 * The file is made with the first block that is not all zeros, so that a chunk of zeros is never written.
 */
export class ChunkFile {
  readonly #chunk: NewChunk;
  readonly #offsets: number[];
  #writer: Promise<FileWriter> | null = null;
  #position: number;
  #missing: number;

  constructor(chunk: NewChunk) {
    this.#chunk = chunk;
    this.#offsets = Array(chunk.blockCount).fill(0);
    this.#position = framePreludeBytes(chunk.content);
    this.#missing = chunk.expected;
  }

  /** True once every expected block has been given. */
  get isComplete(): boolean {
    return this.#missing === 0;
  }

  /**
   * Takes encoded blocks that lie one after the other, with their remainder where it is known; a size of 0 stands for a block of
   * zeros.
   */
  async append(
    indices: readonly number[],
    sizes: Int32Array,
    bytes: Uint8Array,
    remainder?: bigint,
  ): Promise<void> {
    this.#missing -= indices.length;
    const start = this.#position;
    indices.forEach((index, order) => {
      const size = sizes[order]!;
      if (size === 0) return;
      this.#offsets[index] = this.#position;
      this.#position += size;
    });
    if (bytes.length === 0) return;
    this.#writer ??= this.#chunk.create();
    await (await this.#writer).write(start, bytes, remainder);
  }

  /** Completes the frame and makes the file appear. Returns its size in bytes, 0 when there is nothing to write. */
  async finish(): Promise<number> {
    if (this.#writer === null) return 0;
    const { content, zeroBlock } = this.#chunk;
    const writer = await this.#writer;
    const start = this.#position;
    const empty = this.#offsets.flatMap((offset, index) => (offset === 0 ? [index] : []));
    for (const index of empty) {
      this.#offsets[index] = this.#position;
      this.#position += zeroBlock.length;
    }
    if (empty.length > 0) await writer.write(start, repeat(zeroBlock, empty.length));
    await writer.write(0, scatteredFramePrelude(content, this.#offsets, this.#position));
    await writer.commit();
    return this.#position;
  }

  /** Drops what was written. */
  async abort(): Promise<void> {
    const writer = await this.#writer?.catch(() => null);
    await writer?.abort();
  }
}

function repeat(bytes: Uint8Array, count: number): Uint8Array {
  const repeated = new Uint8Array(bytes.length * count);
  for (let index = 0; index < count; index += 1) repeated.set(bytes, index * bytes.length);
  return repeated;
}
