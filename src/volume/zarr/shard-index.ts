import { crc32c } from './crc32c.js';

/** Bytes of a chunk's entry: offset and size, 64 bits each. */
const entryBytes = 16;
const checksumBytes = 4;

/** The index of a shard that is written: where each chunk lies, and a CRC-32C (ZEP 2). */
export class ShardIndex {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** For so many chunks, none of which is there yet. */
  constructor(chunks: number) {
    const buffer = new ArrayBuffer(chunks * entryBytes + checksumBytes);
    this.#bytes = new Uint8Array(buffer).fill(0xff);
    this.#view = new DataView(buffer);
  }

  /** Says where the chunk of a number lies, last axis fastest. */
  set(number: number, offset: number, size: number): void {
    this.#view.setBigUint64(number * entryBytes, BigInt(offset), true);
    this.#view.setBigUint64(number * entryBytes + entryBytes / 2, BigInt(size), true);
  }

  /** The index as it ends a shard. */
  encode(): Uint8Array {
    const content = this.#bytes.subarray(0, this.#bytes.length - checksumBytes);
    this.#view.setUint32(content.length, crc32c(content), true);
    return this.#bytes;
  }
}
