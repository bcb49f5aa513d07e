/** Writes bits one after the other into bytes that are 0 at first, the lowest bit of a byte first. */
export class BitWriter {
  readonly bytes: Uint8Array;
  #bits: number;

  /** Begins behind so many bytes. */
  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes;
    this.#bits = 8 * start;
  }

  /** Bytes that have bits. */
  get length(): number {
    return Math.ceil(this.#bits / 8);
  }

  /** Writes the `count` lowest bits of a value, 16 at most. */
  write(value: number, count: number): void {
    const at = this.#bits >>> 3;
    const shifted = value << (this.#bits & 7);
    this.bytes[at]! |= shifted;
    if (shifted > 255) {
      this.bytes[at + 1]! |= shifted >>> 8;
      this.bytes[at + 2]! |= shifted >>> 16;
    }
    this.#bits += count;
  }

  /** Goes on at the next whole byte. */
  align(): void {
    this.#bits = 8 * this.length;
  }

  /** Writes whole bytes at a whole byte. */
  writeBytes(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.length);
    this.#bits += 8 * bytes.length;
  }
}
