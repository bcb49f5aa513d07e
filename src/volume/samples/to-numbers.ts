import { type Kernels, type SampleFormat, sourceRowBytes } from '../kernels/index.js';
import type { SampleType } from '../volume.js';

/** Values of samples: float32 where that holds the type exactly, else float64. */
export type Samples = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

const wideReaders: Readonly<
  Partial<Record<SampleType, (view: DataView, index: number, littleEndian: boolean) => number>>
> = {
  float64: (view, index, littleEndian) => view.getFloat64(8 * index, littleEndian),
  int32: (view, index, littleEndian) => view.getInt32(4 * index, littleEndian),
  uint32: (view, index, littleEndian) => view.getUint32(4 * index, littleEndian),
};

/** Whether float32 cannot hold all samples of a type exactly. */
export function isWide(sampleType: SampleType): boolean {
  return wideReaders[sampleType] !== undefined;
}

/** Values of stored rows of `columns` samples. */
export function toNumbers(
  kernels: Kernels,
  bytes: Uint8Array,
  columns: number,
  format: SampleFormat,
): Samples {
  const read = wideReaders[format.sampleType];
  const rowBytes = sourceRowBytes(format.sampleType, columns);
  const rows = bytes.length / rowBytes;
  if (read !== undefined) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float64Array.from({ length: rows * columns }, (_, index) =>
      read(view, index, format.littleEndian),
    );
  }
  const { arena } = kernels;
  const top = arena.top;
  try {
    const source = arena.allocate(bytes.length);
    const target = arena.allocate(rows * columns * 4);
    arena.bytes(source, bytes.length).set(bytes);
    const to = { offset: target, rowStride: columns * 4 };
    kernels.decode({ offset: source, rowStride: rowBytes }, to, { rows, columns }, format);
    return arena.float32(target, rows * columns).slice();
  } finally {
    arena.release(top);
  }
}
