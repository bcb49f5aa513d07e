import type { Kernels, SampleFormat } from '../../volume/kernels/index.js';
import { type Comparison, noComparison } from '../../volume/kernels/index.js';
import type { NumberTolerance } from '../number-tolerance.js';
import { isWithin } from '../number-tolerance.js';

/** Stored samples in double precision; types that float32 holds exactly go through the kernels. */
export function toDoubles(
  kernels: Kernels,
  bytes: Uint8Array,
  count: number,
  format: SampleFormat,
): Float64Array {
  const { sampleType, littleEndian } = format;
  if (sampleType === 'float64' || sampleType === 'int32' || sampleType === 'uint32') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const read = {
      float64: (index: number) => view.getFloat64(8 * index, littleEndian),
      int32: (index: number) => view.getInt32(4 * index, littleEndian),
      uint32: (index: number) => view.getUint32(4 * index, littleEndian),
    }[sampleType];
    return Float64Array.from({ length: count }, (_, index) => read(index));
  }
  const { arena } = kernels;
  const top = arena.top;
  try {
    const source = arena.allocate(bytes.length);
    const target = arena.allocate(count * 4);
    arena.bytes(source, bytes.length).set(bytes);
    const rowStride = count * 4;
    kernels.decode(
      { offset: source, rowStride: bytes.length },
      { offset: target, rowStride },
      { rows: 1, columns: count },
      format,
    );
    return Float64Array.from(arena.float32(target, count));
  } finally {
    arena.release(top);
  }
}

/** What the kernel that compares samples does, in double precision. */
export function compareDoubles(a: Float64Array, b: Float64Array, tolerance: NumberTolerance): Comparison {
  const sum = { ...noComparison, count: a.length };
  for (let index = 0; index < a.length; index++) {
    const [p, q] = [a[index] as number, b[index] as number];
    if (p === q || (Number.isNaN(p) && Number.isNaN(q))) continue;
    sum.different += 1;
    if (!isWithin(p, q, tolerance)) sum.beyond += 1;
    if (Number.isNaN(p) || Number.isNaN(q)) sum.nanMismatches += 1;
    const distance = Math.abs(p - q);
    if (!Number.isFinite(distance)) continue;
    if (distance > sum.maxAbsolute) {
      sum.maxAbsolute = distance;
      sum.maxAbsoluteIndex = index;
    }
    sum.maxRelative = Math.max(sum.maxRelative, distance / Math.max(Math.abs(p), Math.abs(q)));
    sum.sumOfSquares += distance * distance;
  }
  return sum;
}
