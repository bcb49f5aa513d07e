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
]);

/** How an array of a `dtype` such as `<f4` stores its samples; null for a type that is not read. */
export function formatOf(dtype: string): SampleFormat | null {
  const sampleType = sampleTypes.get(dtype.slice(1));
  if (sampleType === undefined || !/^[<>|]/.test(dtype)) return null;
  return { sampleType, littleEndian: !dtype.startsWith('>'), unsignedBytes: false };
}

/** The `dtype` of samples that are written, little endian. */
export function dtypeOf(sampleType: SampleType): string {
  for (const [code, type] of sampleTypes) {
    if (type === sampleType && code !== 'b1') return `${code.endsWith('1') ? '|' : '<'}${code}`;
  }
  throw new RangeError(`no dtype of zarr holds ${sampleType}`);
}
