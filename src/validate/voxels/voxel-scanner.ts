import type { PrecomputeContext, VolumeContext } from '../contexts/index.js';
import type { PrecomputeFacts } from '../precompute/precompute-facts.js';
import type { VoxelFacts } from './voxel-facts.js';

/** Looks into the voxels of volumes, and into precomputed directories; never fails for what they hold. */
export interface VoxelScanner {
  scan(volume: VolumeContext): Promise<VoxelFacts>;
  scanPrecompute(precompute: PrecomputeContext): Promise<PrecomputeFacts>;
  close(): Promise<void>;
}
