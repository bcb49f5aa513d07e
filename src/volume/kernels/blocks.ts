import type { SampleType } from '../volume.js';

/** A byte offset in the memory of one kernels instance. */
export type Offset = number;

/** Rows of samples in kernel memory: the first row's offset, and the bytes from one row's start to the next. */
export interface Rows {
  readonly offset: Offset;
  readonly rowStride: number;
}

/** Planes of rows in kernel memory; strides are in bytes. */
export interface Planes extends Rows {
  readonly planeStride: number;
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
}

/** Size of a block of planes in samples; only samples that exist are counted, padding is not. */
export interface Extent3 extends Extent {
  readonly planes: number;
}

/** Types of decoded samples in kernel memory. */
export type VoxelType = 'float32' | 'int8' | 'uint16';

/** The storage of a source's samples. */
export interface SampleFormat {
  readonly sampleType: SampleType;
  /** Byte order of samples of more than one byte. */
  readonly littleEndian: boolean;
  /** True for int8 sources that hold unsigned bytes: a byte u becomes u − 128. */
  readonly unsignedBytes: boolean;
}

/** Bytes after a buffer that kernels may touch when they move whole vectors. */
export const vectorBytes = 32;

export const bitsPerSample: Readonly<Record<SampleType, number>> = {
  packed4: 4,
  int8: 8,
  uint8: 8,
  int16: 16,
  uint16: 16,
  float16: 16,
  int32: 32,
  uint32: 32,
  float32: 32,
  float64: 64,
};

/** Returns the bytes of a stored row of samples; rows of 4-bit samples are padded to whole bytes. */
export function sourceRowBytes(sampleType: SampleType, columns: number): number {
  return Math.ceil((columns * bitsPerSample[sampleType]) / 8);
}
