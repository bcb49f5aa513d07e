import type { Extent, Extent3, Offset, Planes, Rows } from './blocks.js';

const alignment = 64;

/** The members of a Wasm memory that the arena uses. */
export interface GrowableMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const pageBytes = 65_536;

/**
 * Buffers in kernel memory, allocated one after the other and freed from the end. Memory may grow with every
 * allocation, which detaches all earlier views: take views anew after allocating.
 */
export class Arena {
  readonly #memory: GrowableMemory;
  readonly #base: Offset;
  #top: Offset;

  /** `base`: first byte that the module itself does not use. */
  constructor(memory: GrowableMemory, base: Offset) {
    this.#memory = memory;
    this.#base = align(base);
    this.#top = this.#base;
  }

  /** End of the allocated memory; pass it to `release` to free what is allocated later. */
  get top(): Offset {
    return this.#top;
  }

  /** Bytes of the whole memory, which never shrinks. */
  get memoryBytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Allocates a buffer aligned to 64 bytes, of undefined content. Fails with a RangeError without memory. */
  allocate(bytes: number): Offset {
    if (!Number.isSafeInteger(bytes) || bytes < 0) throw new RangeError(`cannot allocate ${bytes} bytes`);
    const offset = this.#top;
    const top = align(offset + bytes);
    const missing = top - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    this.#top = top;
    return offset;
  }

  /** Allocates a copy of bytes. Fails like `allocate`. */
  copyIn(bytes: Uint8Array): Offset {
    const offset = this.allocate(bytes.length);
    this.bytes(offset, bytes.length).set(bytes);
    return offset;
  }

  /** Frees everything allocated since `top` was read. Fails with a RangeError if `top` is not in the arena. */
  release(top: Offset): void {
    if (top < this.#base || top > this.#top) throw new RangeError(`${top} is not in the arena`);
    this.#top = top;
  }

  /** Runs work, and frees what it allocated, at its end or after a failure. */
  scoped<Result>(work: () => Result): Result {
    const top = this.#top;
    try {
      return work();
    } finally {
      this.release(top);
    }
  }

  /** Does the same for work that waits. */
  async scopedAsync<Result>(work: () => Promise<Result>): Promise<Result> {
    const top = this.#top;
    try {
      return await work();
    } finally {
      this.release(top);
    }
  }

  /** Frees everything. */
  reset(): void {
    this.#top = this.#base;
  }

  /** Fails with a RangeError unless the bytes lie in allocated memory. */
  check(offset: Offset, bytes: number): void {
    if (!(offset >= this.#base && bytes >= 0 && offset + bytes <= this.#top)) {
      throw new RangeError(
        `bytes ${offset} to ${offset + bytes} are not in the arena, ${this.#base} to ${this.#top}`,
      );
    }
  }

  /** Returns a view of bytes in kernel memory, valid until the next allocation. */
  bytes(offset: Offset, length: number): Uint8Array<ArrayBuffer> {
    this.check(offset, length);
    return new Uint8Array(this.#memory.buffer, offset, length);
  }

  /** Returns a view of float32 samples in kernel memory, valid until the next allocation. */
  float32(offset: Offset, count: number): Float32Array<ArrayBuffer> {
    this.check(offset, count * 4);
    return new Float32Array(this.#memory.buffer, offset, count);
  }

  /** Returns where a view of bytes lies in kernel memory; null if it lies elsewhere. */
  offsetOf({ buffer, byteOffset }: Uint8Array): Offset | null {
    return buffer === this.#memory.buffer ? byteOffset : null;
  }

  /** Sets bytes to 0. */
  clear(offset: Offset, length: number): void {
    this.bytes(offset, length).fill(0);
  }
}

function align(offset: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** Fails with a RangeError unless all rows, each of `rowBytes` bytes, lie in the arena. */
export function checkRows(
  arena: Arena,
  { offset, rowStride }: Rows,
  { rows, columns }: Extent,
  rowBytes: number,
): void {
  checkCount(rows);
  checkCount(columns);
  if (rows > 1) checkStride(rowStride, rowBytes);
  if (rows > 0) arena.check(offset, (rows - 1) * rowStride + rowBytes);
}

/** Does `checkRows` for every plane. */
export function checkPlanes(arena: Arena, block: Planes, extent: Extent3, voxelBytes: number): void {
  const { planes, rows, columns } = extent;
  checkCount(planes);
  if (planes === 0) return;
  const rowBytes = columns * voxelBytes;
  checkRows(arena, block, extent, rowBytes);
  if (planes === 1) return;
  checkStride(block.planeStride, (rows - 1) * block.rowStride + rowBytes);
  const last = block.offset + (planes - 1) * block.planeStride;
  checkRows(arena, { offset: last, rowStride: block.rowStride }, extent, rowBytes);
}

function checkCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is not a number of samples`);
}

function checkStride(stride: number, bytes: number): void {
  if (!Number.isSafeInteger(stride) || stride < bytes) {
    throw new RangeError(`a stride of ${stride} bytes does not hold ${bytes} bytes`);
  }
}
