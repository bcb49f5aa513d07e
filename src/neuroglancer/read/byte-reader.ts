import type { RandomReader } from '../../storage/index.js';

/** Random access to the bytes of one file; reads past the end are short. */
export type ByteReader = Pick<RandomReader, 'size' | 'read'>;

/** Bytes that are read together, so that small neighbours cost one request. */
const windowBytes = 4 * 1024 * 1024;

/** Reads small ranges that lie near each other through one window. */
export class WindowReader {
  readonly #reader: ByteReader;
  #start = 0;
  #window: Uint8Array = new Uint8Array();

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  get size(): number {
    return this.#reader.size;
  }

  /** Bytes that are at hand already, valid until the next read; null where they must be read. */
  peek(offset: number, length: number): Uint8Array | null {
    const from = offset - this.#start;
    return from < 0 || from + length > this.#window.length
      ? null
      : this.#window.subarray(from, from + length);
  }

  /** At most `length` bytes from `offset`, valid until the next read. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const near = this.peek(offset, length);
    if (near !== null) return near;
    this.#window = await this.#reader.read(offset, Math.max(length, windowBytes));
    this.#start = offset;
    return this.#window.subarray(0, length);
  }
}
