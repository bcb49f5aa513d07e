import type { SampleFormat, VoxelType } from '../../volume/kernels/index.js';

/** Sample types that float32 cannot hold exactly. */
const wide = new Set(['float64', 'int32', 'uint32']);

/** What two volumes are compared as: a type of the kernels that holds both exactly, or `wide` for double precision. */
export function commonType(a: SampleFormat, b: SampleFormat): VoxelType | 'wide' {
  if (wide.has(a.sampleType) || wide.has(b.sampleType)) return 'wide';
  if (isInt8(a) && isInt8(b)) return 'int8';
  return isUint16(a) && isUint16(b) ? 'uint16' : 'float32';
}

/** Whether stored samples need no decoding to be compared as a type. */
export function isNative(format: SampleFormat, type: VoxelType): boolean {
  if (type === 'int8') return isInt8(format);
  if (type === 'uint16') return isUint16(format);
  return format.sampleType === 'float32' && format.littleEndian;
}

export const voxelBytes: Readonly<Record<VoxelType, number>> = { float32: 4, int8: 1, uint16: 2 };

function isInt8({ sampleType, unsignedBytes }: SampleFormat): boolean {
  return sampleType === 'int8' && !unsignedBytes;
}

function isUint16({ sampleType, littleEndian }: SampleFormat): boolean {
  return sampleType === 'uint16' && littleEndian;
}
