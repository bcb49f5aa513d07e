import {
  type Kernels,
  type SampleFormat,
  sourceRowBytes,
  type VoxelType,
} from '../../volume/kernels/index.js';
import { voxelBytes } from './voxel-format.js';

/**
 * Brings rows of stored samples in kernel memory into the type they are compared in, without gaps, at `target`.
 * `rowStride` is the bytes from one stored row to the next.
 */
export function readVoxels(
  kernels: Kernels,
  source: number,
  rowStride: number,
  target: number,
  extent: { readonly rows: number; readonly columns: number },
  format: SampleFormat,
  type: VoxelType,
): void {
  const { rows, columns } = extent;
  const from = { offset: source, rowStride };
  const to = { offset: target, rowStride: columns * voxelBytes[type] };
  if (type === 'float32') {
    kernels.decode(from, to, extent, format);
  } else if (type === 'uint16') {
    kernels.decodeLabels(from, to, extent, format);
  } else {
    const rowBytes = sourceRowBytes(format.sampleType, columns);
    for (let row = 0; row < rows; row++) {
      const bytes = kernels.arena.bytes(source + row * rowStride, rowBytes);
      kernels.arena.bytes(target + row * to.rowStride, rowBytes).set(bytes);
    }
  }
}
