/** Random access to the bytes of one file; reads past the end are short. */
export interface ByteReader {
  /** Bytes. */
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

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

  /** At most `length` bytes from `offset`, valid until the next read. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = this.#start + this.#window.length;
    if (offset < this.#start || offset + length > end) {
      this.#window = await this.#reader.read(offset, Math.max(length, windowBytes));
      this.#start = offset;
    }
    return this.#window.subarray(offset - this.#start, offset - this.#start + length);
  }
}
