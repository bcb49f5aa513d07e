import type { Extent, Kernels, MaskRule, Rows, SampleFormat, VoxelType } from '../kernels/index.js';
import { sourceRowBytes, voxelBytes } from '../kernels/index.js';

/** What stored samples become in kernel memory: voxels of a type, or an int8 mask of 0 and 1. */
export type Decoding = VoxelType | { readonly mask: MaskRule };

/**
 * Brings rows of stored samples in kernel memory into another type. To int8 only bytes are brought, as they are. Returns
 * how many samples are not labels (integers of 0 to 65535), where labels are wanted.
 */
export function decodeVoxels(
  kernels: Kernels,
  source: Rows,
  target: Rows,
  extent: Extent,
  format: SampleFormat,
  decoding: Decoding,
): number {
  if (decoding === 'float32') kernels.decode(source, target, extent, format);
  else if (decoding === 'uint16') return kernels.decodeLabels(source, target, extent, format);
  else if (decoding === 'int8') copyRows(kernels, source, target, extent, format);
  else kernels.decodeMask(source, target, extent, format, decoding.mask);
  return 0;
}

/** Whether stored samples are voxels of a type already. */
export function isNative(
  { sampleType, littleEndian, unsignedBytes }: SampleFormat,
  type: VoxelType,
): boolean {
  return sampleType === type && (type === 'int8' ? !unsignedBytes : littleEndian);
}

/** Bytes of a voxel that samples are decoded to. */
export function decodedBytes(decoding: Decoding): number {
  return voxelBytes(typeof decoding === 'string' ? decoding : 'int8');
}

function copyRows({ arena }: Kernels, source: Rows, target: Rows, extent: Extent, format: SampleFormat) {
  const bytes = sourceRowBytes(format.sampleType, extent.columns);
  if (bytes !== extent.columns) throw new RangeError(`${format.sampleType} samples are not bytes`);
  for (let row = 0; row < extent.rows; row++) {
    const from = arena.bytes(source.offset + row * source.rowStride, bytes);
    arena.bytes(target.offset + row * target.rowStride, bytes).set(from);
  }
}
