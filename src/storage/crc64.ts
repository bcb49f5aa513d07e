import { readPackageFileNow } from '../base/package-file.js';
import { Coverage } from './coverage.js';
import type { Digest } from './digest-algorithm.js';
import type { PieceSums } from './storage.js';

interface Crc64Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  crc64(at: number, bytes: number): bigint;
  shiftCrc64(remainder: bigint, bytes: bigint): bigint;
}

const pageBytes = 65_536;
/** Bytes per call of the kernel: few calls, and within the processor's caches. */
const roomBytes = 4 * pageBytes;
const allOnes = 2n ** 64n - 1n;

/** The subset of the WebAssembly API that is used here. The types of Node 20 leave it to the DOM library. */
const { WebAssembly: webAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  };
};

let shared: Crc64 | null = null;

/**
 * CRC-64/NVME (NVM Express specification; the checksum that S3 stores), computed by the kernel assembly/crc64.ts. It
 * works with remainders: the remainder of two pieces in a row is `shift(first, bytes of the second) ^ second`, so that
 * pieces can be summed separately, in any order. `finish` turns a remainder into the checksum.
 */
export class Crc64 {
  /** Input buffer of the kernel, which needs no copy. */
  readonly room: Uint8Array<ArrayBuffer>;

  private constructor(private readonly wasm: Crc64Exports) {
    const roomAt = wasm.memory.grow(roomBytes / pageBytes) * pageBytes;
    this.room = new Uint8Array(wasm.memory.buffer, roomAt, roomBytes);
  }

  /** Returns the instance of this thread, which the first call creates. */
  static shared(): Crc64 {
    if (shared === null) {
      const module = new webAssembly.Module(readPackageFileNow('crc64.wasm'));
      shared = new Crc64(new webAssembly.Instance(module, {}).exports as unknown as Crc64Exports);
    }
    return shared;
  }

  /** Returns the remainder of the first `bytes` bytes in `room`. */
  ofRoom(bytes: number): bigint {
    return BigInt.asUintN(64, this.wasm.crc64(this.room.byteOffset, bytes));
  }

  /** Returns the remainder of bytes. */
  remainder(bytes: Uint8Array): bigint {
    let remainder = 0n;
    for (let at = 0; at < bytes.length; at += roomBytes) {
      const piece = bytes.subarray(at, at + roomBytes);
      this.room.set(piece);
      const own = this.ofRoom(piece.length);
      remainder = at === 0 ? own : this.shift(remainder, piece.length) ^ own;
    }
    return remainder;
  }

  /** Returns the remainder after `bytes` zero bytes are appended; a negative number removes zero bytes. */
  shift(remainder: bigint, bytes: number): bigint {
    return BigInt.asUintN(64, this.wasm.shiftCrc64(remainder, BigInt(bytes)));
  }

  /** Returns the checksum of data of `bytes` bytes with this remainder. */
  finish(remainder: bigint, bytes: number): bigint {
    return remainder ^ this.shift(allOnes, bytes) ^ allOnes;
  }
}

/** Returns the remainder of numbers behind those whose remainder is `before`. */
export function remainderOf({ buffer, byteOffset, byteLength }: Float32Array | Float64Array, before = 0n) {
  const own = Crc64.shared().remainder(new Uint8Array(buffer, byteOffset, byteLength));
  return Crc64.shared().shift(before, byteLength) ^ own;
}

/** Formats a CRC-64/NVME checksum as a digest. */
export function crc64Digest(checksum: bigint): Digest {
  return `crc64nvme:${checksum.toString(16).padStart(16, '0')}`;
}

/** The checksum of a file whose pieces arrive in any order. */
export class FileSum implements PieceSums {
  readonly #crc = Crc64.shared();
  /** The bytes that were added. */
  readonly coverage = new Coverage();
  /** Remainder relative to the start of the file, as if no bytes followed, so that the size need not be known. */
  #sum = 0n;
  #isTwice = false;

  /** Adds `length` bytes at `offset` by their remainder. */
  add(offset: number, length: number, remainder: bigint): void {
    if (this.coverage.add(offset, offset + length)) this.#isTwice = true;
    this.#sum ^= this.#crc.shift(remainder, -(offset + length));
  }

  addBytes(offset: number, bytes: Uint8Array): void {
    this.add(offset, bytes.length, this.#crc.remainder(bytes));
  }

  /** Adds those bytes that were not added before. */
  addOnce(offset: number, bytes: Uint8Array): void {
    for (const [start, end] of this.coverage.gaps(offset + bytes.length)) {
      const from = Math.max(start, offset);
      if (from < end) this.addBytes(from, bytes.subarray(from - offset, end - offset));
    }
  }

  /** Adds a piece by its remainder as `add` does, unless its first byte was added before. */
  addPiece(offset: number, length: number, remainder: bigint): void {
    const isNew = this.coverage.gaps(offset + length).some(([start, end]) => start <= offset && offset < end);
    if (isNew) this.add(offset, length, remainder);
  }

  /** Returns the checksum of a file of `size` bytes, zeros where none were added; null if some were added twice. */
  finish(size: number): bigint | null {
    return this.#isTwice ? null : this.#crc.finish(this.#crc.shift(this.#sum, size), size);
  }
}
