import { FormatError } from '../../errors/index.js';

/** Big-endian reads that fail with a FormatError, naming the offset, where the file ends too early. */
export class Cursor {
  offset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #path: string;

  constructor(bytes: Uint8Array, path: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#path = path;
  }

  get left(): number {
    return this.#bytes.length - this.offset;
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4, 'a number'));
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4, 'a number'));
  }

  float32(): number {
    return this.#view.getFloat32(this.#advance(4, 'a number'));
  }

  /** `count` numbers of 4 bytes each; checked against what is left before anything is allocated. */
  float32s(count: number, what: string): Float32Array {
    const start = this.#advance(4 * count, what);
    const values = new Float32Array(count);
    for (let index = 0; index < count; index++) values[index] = this.#view.getFloat32(start + 4 * index);
    return values;
  }

  /** Latin-1 text of a fixed length, cut at its first NUL. */
  text(length: number, what: string): string {
    const start = this.#advance(length, what);
    const bytes = this.#bytes.subarray(start, start + length);
    const end = bytes.indexOf(0);
    return String.fromCharCode(...bytes.subarray(0, end < 0 ? length : end));
  }

  skip(length: number, what: string): void {
    this.#advance(length, what);
  }

  /** The four characters at an offset, or null past the end. */
  peekId(offset: number): string | null {
    const bytes = this.#bytes.subarray(offset, offset + 4);
    return bytes.length < 4 ? null : String.fromCharCode(...bytes);
  }

  fail(message: string, offset: number, expected: string, found: string): FormatError {
    return new FormatError(message, { path: this.#path, offset, expected, found });
  }

  #advance(length: number, what: string): number {
    if (length > this.left) {
      throw this.fail(
        'the model ends too early',
        this.offset,
        `${what} (${length} bytes)`,
        `${this.left} bytes`,
      );
    }
    const start = this.offset;
    this.offset += length;
    return start;
  }
}
