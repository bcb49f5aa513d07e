import { readFileSync } from 'node:fs';
import { packageFile } from '../base/package-file.js';
import { Coverage } from './coverage.js';
import type { PieceSums } from './storage.js';

interface Crc64Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  crc64(at: number, bytes: number): bigint;
  shiftCrc64(remainder: bigint, bytes: bigint): bigint;
}

const pageBytes = 65_536;
/** Bytes that are summed at a time: few calls, and within the caches of a processor. */
const roomBytes = 4 * pageBytes;
const allOnes = 2n ** 64n - 1n;

/** The part of the WebAssembly API that is needed here; the types of Node 20 leave it to the browser's. */
const { WebAssembly: webAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  };
};

let shared: Crc64 | null = null;

/**
 * CRC-64/NVME by a kernel (assembly/crc64.ts). It works with remainders: that of two pieces one after the other is
 * `shift(first, bytes of the second) ^ second`, so that pieces are summed by whoever holds them. `finish` makes the checksum of one.
 */
export class Crc64 {
  /** Bytes put here are summed where they lie. */
  readonly room: Uint8Array<ArrayBuffer>;
  readonly #wasm: Crc64Exports;
  readonly #roomAt: number;

  private constructor(wasm: Crc64Exports) {
    this.#wasm = wasm;
    this.#roomAt = wasm.memory.grow(roomBytes / pageBytes) * pageBytes;
    this.room = new Uint8Array(wasm.memory.buffer, this.#roomAt, roomBytes);
  }

  /** This thread's, made when it is first needed. */
  static shared(): Crc64 {
    if (shared === null) {
      const module = new webAssembly.Module(readFileSync(packageFile('dist/crc64.wasm')));
      shared = new Crc64(new webAssembly.Instance(module, {}).exports as unknown as Crc64Exports);
    }
    return shared;
  }

  /** The remainder of the first bytes in `room`. */
  ofRoom(bytes: number): bigint {
    return BigInt.asUintN(64, this.#wasm.crc64(this.#roomAt, bytes));
  }

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

  /** The remainder with so many zero bytes behind it; with fewer than 0, the one before they came. */
  shift(remainder: bigint, bytes: number): bigint {
    return BigInt.asUintN(64, this.#wasm.shiftCrc64(remainder, BigInt(bytes)));
  }

  /** The checksum of so many bytes of a remainder. */
  finish(remainder: bigint, bytes: number): bigint {
    return remainder ^ this.shift(allOnes, bytes) ^ allOnes;
  }
}

/** Sums a file of which the pieces come in any order. */
export class FileSum implements PieceSums {
  readonly #crc = Crc64.shared();
  readonly #coverage = new Coverage();
  /** As if the file went on for ever before its first byte, so that the size need not be known. */
  #sum = 0n;
  #isTwice = false;

  add(offset: number, length: number, remainder: bigint): void {
    if (this.#coverage.add(offset, offset + length)) this.#isTwice = true;
    this.#sum ^= this.#crc.shift(remainder, -(offset + length));
  }

  addBytes(offset: number, bytes: Uint8Array): void {
    this.add(offset, bytes.length, this.#crc.remainder(bytes));
  }

  /** Adds what of the bytes was not there before. */
  addOnce(offset: number, bytes: Uint8Array): void {
    for (const [start, end] of this.#coverage.gaps(offset + bytes.length)) {
      const from = Math.max(start, offset);
      if (from < end) this.addBytes(from, bytes.subarray(from - offset, end - offset));
    }
  }

  /** Whether every byte up to `size` was added. */
  isWhole(size: number): boolean {
    return this.#coverage.isWhole(size);
  }

  /** The stretches below `size` that were not added. */
  gaps(size: number): readonly (readonly [start: number, end: number])[] {
    return this.#coverage.gaps(size);
  }

  /** The checksum of a file of `size` bytes, zeros where none were added; null where some were added twice. */
  finish(size: number): bigint | null {
    return this.#isTwice ? null : this.#crc.finish(this.#crc.shift(this.#sum, size), size);
  }
}
