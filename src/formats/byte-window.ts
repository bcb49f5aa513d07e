import { FormatError, fileError } from '../base/errors.js';

/** Random access to the bytes of a file. */
export interface ByteRange {
  /** Bytes of the whole file. */
  readonly size: number;
  /** Reads `length` bytes from `offset`; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes that are read at once of a file of which little is wanted; after a jump, twice as many each time from there on. */
export const littleAtOnce = 2 ** 16;
/** Most bytes that are read at once of a file that is wanted whole. */
export const mostAtOnce = 2 ** 22;

/** Reads small ranges of a large file through one buffer, so that neighbouring ones cost one read. */
export class WindowReader {
  #start = 0;
  #window: Uint8Array = new Uint8Array();
  /** Bytes of the next read. */
  #next: number;

  /** `width`: most bytes of one read. */
  constructor(
    private readonly source: Pick<ByteRange, 'read'>,
    private readonly width = mostAtOnce,
  ) {
    this.#next = width;
  }

  /** Returns bytes that are already buffered, valid until the next read; null if they must be read. */
  peek(offset: number, length: number): Uint8Array | null {
    const from = offset - this.#start;
    return from < 0 || from + length > this.#window.length
      ? null
      : this.#window.subarray(from, from + length);
  }

  /** Reads `length` bytes from `offset`, fewer at the end of the file; they are valid until the next read. */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const near = this.peek(offset, length);
    if (near !== null) return near;
    const ahead = offset - this.#start;
    if (ahead < 0 || ahead >= this.#window.length + this.width)
      this.#next = Math.min(this.width, littleAtOnce);
    this.#window = await this.source.read(offset, Math.max(length, this.#next));
    this.#next = Math.min(this.width, 2 * this.#next);
    this.#start = offset;
    return this.#window.subarray(0, length);
  }
}

/** Reads the parts of a file whose structure says where they are; small ones through one buffer. */
export class ByteWindow extends WindowReader {
  readonly size: number;

  constructor(
    source: ByteRange,
    readonly path: string,
    width = littleAtOnce,
  ) {
    const { size } = source;
    super({ read: (offset, length) => source.read(offset, Math.min(length, size - offset)) }, width);
    this.size = size;
  }

  /**
   * Returns a view of `length` bytes at `offset`, valid until the next call. Fails with a FormatError that names the
   * offset if the file ends before them; `what` names the bytes in the message.
   */
  async at(offset: number, length: number, what: string): Promise<DataView> {
    const at = { path: this.path, offset };
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      const expected = `${length} bytes of ${what}`;
      throw fileError('the file ends too early', at, expected, `a file of ${this.size} bytes`);
    }
    const { buffer, byteOffset, byteLength } = await this.read(offset, length);
    if (byteLength < length) throw new FormatError('the file became shorter while it was read', at);
    return new DataView(buffer, byteOffset, length);
  }
}
