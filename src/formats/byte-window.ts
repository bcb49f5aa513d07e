import { FormatError, fileError } from '../base/errors.js';

/** Random access to the bytes of a file. */
export interface ByteRange {
  /** Bytes of the whole file. */
  readonly size: number;
  /** Reads `length` bytes from `offset`; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Reads small pieces of a large file through one buffer, so that neighbouring pieces cost one read. */
export class ByteWindow {
  readonly path: string;
  readonly size: number;
  readonly #source: ByteRange;
  readonly #width: number;
  #offset = 0;
  #bytes = new Uint8Array();

  /** `width`: bytes of one read. */
  constructor(source: ByteRange, path: string, width = 65_536) {
    this.#source = source;
    this.#width = width;
    this.path = path;
    this.size = source.size;
  }

  /**
   * Returns a view of `length` bytes at `offset`, valid until the next call. Fails with a FormatError that names the
   * offset if the file ends before them; `what` names the bytes in the message.
   */
  async at(offset: number, length: number, what: string): Promise<DataView> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) {
      const expected = `${length} bytes of ${what}`;
      const found = `a file of ${this.size} bytes`;
      throw fileError('the file ends too early', { path: this.path, offset }, expected, found);
    }
    if (offset < this.#offset || offset + length > this.#offset + this.#bytes.length) {
      await this.#move(offset, length);
    }
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + offset - this.#offset, length);
  }

  async #move(offset: number, length: number): Promise<void> {
    const wanted = Math.min(Math.max(length, this.#width), this.size - offset);
    const bytes = await this.#source.read(offset, wanted);
    if (bytes.length < length) {
      throw new FormatError('the file became shorter while it was read', { path: this.path, offset });
    }
    this.#offset = offset;
    this.#bytes = bytes as Uint8Array<ArrayBuffer>;
  }
}
