import { UnsupportedError } from '../../base/errors.js';
import type { SampleFormat } from '../kernels/blocks.js';
import type { SampleType, Shape } from '../volume.js';

/** The types that are read: in zarr v2, without byte order, in zarr v3, and of the samples in memory. */
const types: readonly (readonly [v2: string, v3: string, samples: SampleType])[] = [
  ['b1', 'bool', 'uint8'],
  ['i1', 'int8', 'int8'],
  ['u1', 'uint8', 'uint8'],
  ['i2', 'int16', 'int16'],
  ['u2', 'uint16', 'uint16'],
  ['i4', 'int32', 'int32'],
  ['u4', 'uint32', 'uint32'],
  ['f2', 'float16', 'float16'],
  ['f4', 'float32', 'float32'],
  ['f8', 'float64', 'float64'],
  // No kernel reads these: they are converted to float64 when a chunk is unpacked.
  ['i8', 'int64', 'float64'],
  ['u8', 'uint64', 'float64'],
];
const sampleTypes = new Map(types.map(([v2, , samples]) => [v2, samples]));
/** Types of zarr v3 in the spelling of zarr v2, without byte order. */
export const v3Types: ReadonlyMap<string, string> = new Map(types.map(([v2, v3]) => [v3, v2]));

/** The storage of integers of 64 bits. */
export interface WideIntegers {
  readonly isSigned: boolean;
  readonly littleEndian: boolean;
}

/** Returns the storage of a `dtype` of 64-bit integers; null for other types. */
export function wideOf(dtype: string): WideIntegers | null {
  const isWide = /^[<>|][iu]8$/.test(dtype);
  return isWide ? { isSigned: dtype[1] === 'i', littleEndian: !dtype.startsWith('>') } : null;
}

/** Returns the format of the samples of a `dtype` such as `<f4`; null for an unsupported type. */
export function formatOf(dtype: string): SampleFormat | null {
  const sampleType = sampleTypes.get(dtype.slice(1));
  if (sampleType === undefined || !/^[<>|]/.test(dtype)) return null;
  const littleEndian = wideOf(dtype) !== null || !dtype.startsWith('>');
  return { sampleType, littleEndian, unsignedBytes: false };
}

/** Returns the `dtype` of written samples, little endian. Fails with a RangeError for a type without one. */
export function dtypeOf(sampleType: SampleType): string {
  for (const [code, type] of sampleTypes) {
    if (type === sampleType && code !== 'b1') return `${code.endsWith('1') ? '|' : '<'}${code}`;
  }
  throw new RangeError(`no dtype of zarr holds ${sampleType}`);
}

const wordRange = 2 ** 32;

/**
 * Converts integers of 64 bits to little-endian float64, in place. Fails with an UnsupportedError that names a value
 * which float64 does not hold exactly (beyond 2⁵³).
 */
export function widenSamples(bytes: Uint8Array, { isSigned, littleEndian }: WideIntegers, path: string) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [low, high] = littleEndian ? [0, 4] : [4, 0];
  for (let at = 0; at < bytes.length; at += 8) {
    const upper = isSigned ? view.getInt32(at + high, littleEndian) : view.getUint32(at + high, littleEndian);
    const value = upper * wordRange + view.getUint32(at + low, littleEndian);
    if (!Number.isSafeInteger(value)) {
      const exact = isSigned ? view.getBigInt64(at, littleEndian) : view.getBigUint64(at, littleEndian);
      const facts = { path, expected: 'integers from -2⁵³ to 2⁵³', found: `${exact}` };
      throw new UnsupportedError('a 64-bit integer that is too large', facts);
    }
    view.setFloat64(at, value, true);
  }
}

/** Transposes a whole chunk in place to C order (z slowest, x fastest) from `storedAxes`, slowest first. */
export function transposeSamples(bytes: Uint8Array, chunk: Shape, storedAxes: readonly number[]): void {
  const count = chunk[0] * chunk[1] * chunk[2];
  const sampleBytes = bytes.length / count;
  const stored = new Uint8Array(bytes);
  const strides = [0, 0, 0];
  let stride = 1;
  for (const axis of [...storedAxes].reverse()) {
    strides[axis] = stride;
    stride *= chunk[axis] ?? 1;
  }
  const [source, target] = [wordsOf(stored, sampleBytes), wordsOf(bytes, sampleBytes)];
  const [alongZ = 0, alongY = 0, alongX = 0] = strides;
  let to = 0;
  for (let z = 0; z < chunk[0]; z++) {
    for (let y = 0; y < chunk[1]; y++) {
      let from = z * alongZ + y * alongY;
      for (let x = 0; x < chunk[2]; x++, from += alongX) target[to++] = source[from] as number;
    }
  }
}

/** Returns samples as words that are moved unchanged; moves as float64 may change the bits of a NaN. */
function wordsOf({ buffer, byteOffset, length }: Uint8Array, sampleBytes: number) {
  if (sampleBytes === 8) return new Float64Array(buffer, byteOffset, length / 8);
  if (sampleBytes === 4) return new Uint32Array(buffer, byteOffset, length / 4);
  return sampleBytes === 2
    ? new Uint16Array(buffer, byteOffset, length / 2)
    : new Uint8Array(buffer, byteOffset, length);
}
