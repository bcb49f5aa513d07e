import type { SampleType } from '../volume.js';

const bitsPerSample: Record<SampleType, number> = {
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

/** Bytes of one row of `columns` samples; rows of 4-bit samples are padded to whole bytes. */
export function mrcRowBytes(sampleType: SampleType, columns: number): number {
  return Math.ceil((columns * bitsPerSample[sampleType]) / 8);
}
