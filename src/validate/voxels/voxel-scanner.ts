import type { VolumeContext } from '../contexts/index.js';
import type { VoxelFacts } from './voxel-facts.js';

/** Looks into the voxels of volumes; never fails for what a volume holds. */
export interface VoxelScanner {
  scan(volume: VolumeContext): Promise<VoxelFacts>;
  close(): Promise<void>;
}
