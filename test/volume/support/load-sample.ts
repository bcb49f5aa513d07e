import type { SampleType } from '../../../src/volume/volume.js';

export interface LoadedFormat {
  readonly sampleType: SampleType;
  readonly littleEndian: boolean;
  readonly unsignedBytes: boolean;
}

/** Reads one sample of a row in plain TypeScript: the twin of the decoding kernels. */
export function loadSample(view: DataView, row: number, x: number, format: LoadedFormat): number {
  const { littleEndian } = format;
  switch (format.sampleType) {
    case 'packed4':
      return (view.getUint8(row + (x >> 1)) >> (x % 2 === 0 ? 0 : 4)) & 15;
    case 'int8':
      return format.unsignedBytes ? view.getUint8(row + x) - 128 : view.getInt8(row + x);
    case 'uint8':
      return view.getUint8(row + x);
    case 'int16':
      return view.getInt16(row + 2 * x, littleEndian);
    case 'uint16':
      return view.getUint16(row + 2 * x, littleEndian);
    case 'float16':
      return fromHalf(view.getUint16(row + 2 * x, littleEndian));
    case 'int32':
      return Math.fround(view.getInt32(row + 4 * x, littleEndian));
    case 'uint32':
      return Math.fround(view.getUint32(row + 4 * x, littleEndian));
    case 'float32':
      return view.getFloat32(row + 4 * x, littleEndian);
    case 'float64':
      return Math.fround(view.getFloat64(row + 8 * x, littleEndian));
  }
}

function fromHalf(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
