import type { FileWriter } from '../../../storage/index.js';
import { ShardIndex } from '../../zarr/index.js';

/** A shard before its first chunk. */
export interface NewShard {
  /** Chunks of the shard, those outside of the level included. */
  readonly chunkCount: number;
  /** Chunks that will be given to `append`. */
  readonly expected: number;
  readonly create: () => Promise<FileWriter>;
}

/** One shard in the making: chunks as they come, then the index. A shard without a chunk is never written. */
export class ShardFile {
  readonly #shard: NewShard;
  readonly #index: ShardIndex;
  #writer: Promise<FileWriter> | null = null;
  #position = 0;
  #missing: number;

  constructor(shard: NewShard) {
    this.#shard = shard;
    this.#index = new ShardIndex(shard.chunkCount);
    this.#missing = shard.expected;
  }

  /** True once every expected chunk has been given. */
  get isComplete(): boolean {
    return this.#missing === 0;
  }

  /** Takes an encoded chunk by its number in the shard; one of zeros is empty, and left out. */
  async append(number: number, bytes: Uint8Array, remainder?: bigint): Promise<void> {
    this.#missing -= 1;
    if (bytes.length === 0) return;
    const start = this.#position;
    this.#index.set(number, start, bytes.length);
    this.#position += bytes.length;
    this.#writer ??= this.#shard.create();
    await (await this.#writer).write(start, bytes, remainder);
  }

  /** Writes the index and makes the file appear. Returns its size in bytes, 0 when there is nothing to write. */
  async finish(): Promise<number> {
    if (this.#writer === null) return 0;
    const writer = await this.#writer;
    const index = this.#index.encode();
    await writer.write(this.#position, index);
    await writer.commit();
    return this.#position + index.length;
  }

  /** Drops what was written. */
  async abort(): Promise<void> {
    const writer = await this.#writer?.catch(() => null);
    await writer?.abort();
  }
}
