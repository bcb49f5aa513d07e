import type { Extent3, Offset, Planes } from '../../../../src/volume/kernels/blocks.js';
import type { Kernels } from '../../../../src/volume/kernels/kernels.js';

const guard = 64;
const sentinel = 0xa5;

/** A block of planes of rows with padding and guards that a kernel must leave alone. */
export interface GuardedPlanes extends Planes {
  /** The samples of the extent without padding. Fails when padding or guards have changed. */
  read(): Uint8Array<ArrayBuffer>;
}

/** Bytes in kernel memory, all sentinels; `fresh` sees them anew after later allocations. */
export function guardedPlanes(
  { arena }: Kernels,
  { planes, rows, columns }: Extent3,
  sampleBytes: number,
  padding: { readonly row: number; readonly plane: number } = { row: 0, plane: 0 },
): GuardedPlanes {
  const rowBytes = Math.ceil(columns * sampleBytes);
  const rowStride = rowBytes + padding.row;
  const planeStride = rows * rowStride + padding.plane;
  const bytes = planes * planeStride;
  const start = arena.allocate(bytes + 2 * guard);
  const offset = start + guard;
  arena.bytes(start, bytes + 2 * guard).fill(sentinel);
  return {
    offset,
    rowStride,
    planeStride,
    read() {
      const all = arena.bytes(start, bytes + 2 * guard).slice();
      const samples = new Uint8Array(planes * rows * rowBytes);
      let at = 0;
      for (let plane = 0; plane < planes; plane++) {
        for (let row = 0; row < rows; row++) {
          const from = guard + plane * planeStride + row * rowStride;
          samples.set(all.subarray(from, from + rowBytes), at);
          at += rowBytes;
          all.fill(sentinel, from, from + rowBytes);
        }
      }
      const changed = all.findIndex((byte) => byte !== sentinel);
      if (changed >= 0) throw new Error(`byte ${changed - guard} of ${bytes} was written`);
      return samples;
    },
  };
}

/** Copies samples without gaps into guarded planes. */
export function fillPlanes(
  { arena }: Kernels,
  target: Planes,
  { planes, rows }: Extent3,
  samples: Uint8Array,
): void {
  const rowBytes = samples.length / (planes * rows);
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < rows; row++) {
      const from = (plane * rows + row) * rowBytes;
      arena
        .bytes(target.offset + plane * target.planeStride + row * target.rowStride, rowBytes)
        .set(samples.subarray(from, from + rowBytes));
    }
  }
}

/** Copies bytes into fresh kernel memory. */
export function place({ arena }: Kernels, bytes: Uint8Array): Offset {
  const offset = arena.allocate(bytes.length);
  arena.bytes(offset, bytes.length).set(bytes);
  return offset;
}

/** The bytes of a typed array. */
export function bytesOf(array: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
