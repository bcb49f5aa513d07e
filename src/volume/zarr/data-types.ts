import type { SampleFormat } from '../kernels/index.js';
import type { SampleType } from '../volume.js';

/** The types of zarr v2 that are read, without their byte order. */
const sampleTypes: ReadonlyMap<string, SampleType> = new Map([
  ['b1', 'uint8'],
  ['i1', 'int8'],
  ['u1', 'uint8'],
  ['i2', 'int16'],
  ['u2', 'uint16'],
  ['i4', 'int32'],
  ['u4', 'uint32'],
  ['f2', 'float16'],
  ['f4', 'float32'],
  ['f8', 'float64'],
  // No kernel reads these: they become float64 as a chunk is unpacked.
  ['i8', 'float64'],
  ['u8', 'float64'],
]);

/** How integers of 64 bits are stored. */
export interface WideIntegers {
  readonly isSigned: boolean;
  readonly littleEndian: boolean;
}

/** How a `dtype` of 64-bit integers is stored; null for other types. */
export function wideOf(dtype: string): WideIntegers | null {
  const isWide = /^[<>|][iu]8$/.test(dtype);
  return isWide ? { isSigned: dtype[1] === 'i', littleEndian: !dtype.startsWith('>') } : null;
}

/** How an array of a `dtype` such as `<f4` stores its samples; null for a type that is not read. */
export function formatOf(dtype: string): SampleFormat | null {
  const sampleType = sampleTypes.get(dtype.slice(1));
  if (sampleType === undefined || !/^[<>|]/.test(dtype)) return null;
  const littleEndian = wideOf(dtype) !== null || !dtype.startsWith('>');
  return { sampleType, littleEndian, unsignedBytes: false };
}

/** The `dtype` of samples that are written, little endian. */
export function dtypeOf(sampleType: SampleType): string {
  for (const [code, type] of sampleTypes) {
    if (type === sampleType && code !== 'b1') return `${code.endsWith('1') ? '|' : '<'}${code}`;
  }
  throw new RangeError(`no dtype of zarr holds ${sampleType}`);
}
