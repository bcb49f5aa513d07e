import { FormatError } from '../../base/errors.js';
import { halfToEven } from '../../base/float.js';
import type { SampleFormat } from '../kernels/blocks.js';

/** Types of samples that an MRC is written with: modes 2, 12, 1, 6 and 0. */
export const mrcTypes = ['float32', 'float16', 'int16', 'uint16', 'int8'] as const;
export type MrcType = (typeof mrcTypes)[number];

/** A type that is narrower than the samples of a tomogram. */
type NarrowType = Exclude<MrcType, 'float32'>;

/** Lowest and highest values of types, and bytes of a sample. */
const limits: Readonly<Record<NarrowType, readonly [min: number, max: number, bytes: number]>> = {
  float16: [-65_504, 65_504, 2],
  int16: [-32_768, 32_767, 2],
  uint16: [0, 65_535, 2],
  int8: [-128, 127, 1],
};

/** Returns the type of an MRC that holds every sample of a source, the smallest one; float32 if only that is near. */
export function mrcTypeOf({ sampleType, unsignedBytes }: SampleFormat): MrcType {
  if (sampleType === 'packed4') return 'int8';
  if (sampleType === 'uint8' || (sampleType === 'int8' && unsignedBytes)) return 'int16';
  return mrcTypes.find((type) => type === sampleType) ?? 'float32';
}

export type SampleNarrower = ReturnType<typeof sampleNarrower>;

/** Converts float32 samples to those of an MRC, little endian, and counts the ones that are rounded. */
export function sampleNarrower(type: NarrowType, path: string) {
  const [min, max, bytes] = limits[type];
  let rounded = 0;
  const outside = (value: number) => {
    const [expected, hint] = [`${min} to ${max}`, 'write it with --type float32'];
    return new FormatError(`a voxel does not fit ${type}`, { path, expected, found: String(value), hint });
  };
  return {
    bytes,
    /** Returns the number of samples so far that differ from what was written for them. */
    rounded: () => rounded,
    /** Returns the samples in this type. Fails with a FormatError if one is outside of its range. */
    narrow(samples: Uint8Array): Uint8Array {
      const from = new DataView(samples.buffer, samples.byteOffset, samples.length);
      const target = new Uint8Array((samples.length / 4) * bytes);
      const to = new DataView(target.buffer);
      for (let at = 0; at < samples.length / 4; at++) {
        const value = from.getFloat32(4 * at, true);
        if (type === 'float16') {
          const bits = halfOf(value);
          if ((bits & 0x7fff) === 0x7c00 && Number.isFinite(value)) throw outside(value);
          to.setUint16(2 * at, bits, true);
          if (!Object.is(ofHalf(bits), value) && !Number.isNaN(value)) rounded++;
          continue;
        }
        const whole = Math.round(value);
        if (!(whole >= min && whole <= max)) throw outside(value);
        if (whole !== value) rounded++;
        if (bytes === 1) to.setInt8(at, whole);
        else if (min < 0) to.setInt16(2 * at, whole, true);
        else to.setUint16(2 * at, whole, true);
      }
      return target;
    },
  };
}

const word = new DataView(new ArrayBuffer(4));

/** Returns the bits of the half-precision number that is nearest to a float32, of two the even one (IEEE 754). */
function halfOf(value: number): number {
  word.setFloat32(0, value);
  const bits = word.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00;
  if (magnitude >= 0x4780_0000) return sign | 0x7c00;
  // Below 2⁻¹⁴ numbers are multiples of 2⁻²⁴.
  if (magnitude < 0x3880_0000) return sign | halfToEven(Math.abs(value) * 2 ** 24);
  return sign | halfToEven((magnitude - 0x3800_0000) / 2 ** 13);
}

function ofHalf(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >>> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
