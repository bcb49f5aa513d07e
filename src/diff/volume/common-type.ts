import type { SampleFormat, VoxelType } from '../../volume/kernels/index.js';
import { isNative, isWide } from '../../volume/samples/index.js';

/** What two volumes are compared as: a type of the kernels that holds both exactly, or `wide` for double precision. */
export function commonType(a: SampleFormat, b: SampleFormat): VoxelType | 'wide' {
  if (isWide(a.sampleType) || isWide(b.sampleType)) return 'wide';
  for (const type of ['int8', 'uint16'] as const) if (isNative(a, type) && isNative(b, type)) return type;
  return 'float32';
}
