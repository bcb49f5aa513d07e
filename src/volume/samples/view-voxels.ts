import { type Kernels, type Offset, type VoxelType, voxelBytes } from '../kernels/index.js';

/** Voxels of each type as JavaScript sees them. */
interface VoxelViews {
  readonly float32: Float32Array<ArrayBuffer>;
  readonly int8: Int8Array<ArrayBuffer>;
  readonly uint16: Uint16Array<ArrayBuffer>;
}

/** A view of voxels in kernel memory, valid until the next allocation. */
export function viewVoxels<Type extends VoxelType>(
  { arena }: Kernels,
  offset: Offset,
  count: number,
  type: Type,
): VoxelViews[Type];
export function viewVoxels({ arena }: Kernels, offset: Offset, count: number, type: VoxelType) {
  const { buffer, byteOffset } = arena.bytes(offset, count * voxelBytes(type));
  if (type === 'float32') return new Float32Array(buffer, byteOffset, count);
  return type === 'int8'
    ? new Int8Array(buffer, byteOffset, count)
    : new Uint16Array(buffer, byteOffset, count);
}
