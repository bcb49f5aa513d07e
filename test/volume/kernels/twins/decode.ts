import { type SampleFormat, sourceRowBytes } from '../../../../src/volume/kernels/blocks.js';

/** Samples of one source row as numbers, read one by one. */
export function decodeTwin(bytes: Uint8Array, columns: number, format: SampleFormat): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, sourceRowBytes(format.sampleType, columns));
  return Array.from({ length: columns }, (_, index) => sample(view, index, format));
}

function sample(view: DataView, index: number, format: SampleFormat): number {
  const { sampleType, littleEndian, unsignedBytes } = format;
  switch (sampleType) {
    case 'int8':
      return unsignedBytes ? view.getUint8(index) - 128 : view.getInt8(index);
    case 'uint8':
      return view.getUint8(index);
    case 'int16':
      return view.getInt16(2 * index, littleEndian);
    case 'uint16':
      return view.getUint16(2 * index, littleEndian);
    case 'float16':
      return half(view.getUint16(2 * index, littleEndian));
    case 'float32':
      return view.getFloat32(4 * index, littleEndian);
    case 'packed4':
      return (view.getUint8(index >> 1) >> (4 * (index % 2))) & 15;
    case 'int32':
      return view.getInt32(4 * index, littleEndian);
    case 'uint32':
      return view.getUint32(4 * index, littleEndian);
    case 'float64':
      return view.getFloat64(8 * index, littleEndian);
  }
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25));
}
