import type { SampleType } from '../../../src/volume/volume.js';

/** Writes one sample of a row in a source's way. */
export function storeSample(
  view: DataView,
  row: number,
  x: number,
  type: SampleType,
  littleEndian: boolean,
  value: number,
): void {
  switch (type) {
    case 'packed4': {
      const at = row + (x >> 1);
      view.setUint8(at, view.getUint8(at) | ((value & 15) << (x % 2 === 0 ? 0 : 4)));
      return;
    }
    case 'int8':
    case 'uint8':
      view.setUint8(row + x, value & 255);
      return;
    case 'int16':
    case 'uint16':
      view.setUint16(row + 2 * x, value & 65_535, littleEndian);
      return;
    case 'float16':
      view.setUint16(row + 2 * x, toHalf(value), littleEndian);
      return;
    case 'int32':
    case 'uint32':
      view.setUint32(row + 4 * x, value >>> 0, littleEndian);
      return;
    case 'float32':
      view.setFloat32(row + 4 * x, value, littleEndian);
      return;
    case 'float64':
      view.setFloat64(row + 8 * x, value, littleEndian);
  }
}

/** Bits of a half float for values that it holds exactly, normal numbers and 0 only. */
function toHalf(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const mantissa = (Math.abs(value) / 2 ** exponent - 1) * 1024;
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | mantissa;
}
