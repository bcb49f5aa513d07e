import { UsageError } from '../../errors/index.js';
import type { VolumeHeader, VoxelSize } from '../../volume/volume.js';

/** The voxel size in Å that is written: the one that is asked for, else that of the header. Fails with a UsageError where neither is there. */
export function voxelSizeOf({ voxelSize }: VolumeHeader, asked: number | undefined, path: string): VoxelSize {
  if (asked !== undefined) return { x: asked, y: asked, z: asked };
  if (voxelSize !== null && voxelSize.x > 0 && voxelSize.y > 0 && voxelSize.z > 0) return voxelSize;
  throw new UsageError('the volume has no voxel size', { path, hint: 'give one with --voxel-size' });
}
