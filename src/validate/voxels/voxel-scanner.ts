import type { PictureFacts } from '../../formats/picture/index.js';
import type { PrecomputeContext, VolumeContext } from '../contexts/index.js';
import type { PrecomputeFacts } from '../precompute/precompute-facts.js';
import type { VoxelFacts } from './voxel-facts.js';

/** Looks into the voxels of volumes, and into precomputed directories and pictures. */
export interface VoxelScanner {
  /** Never fails for what the volume holds. */
  scan(volume: VolumeContext): Promise<VoxelFacts>;
  /** Never fails for what the directory holds. */
  scanPrecompute(precompute: PrecomputeContext): Promise<PrecomputeFacts>;
  /** Fails with a FormatError for what is not a picture that can be shown. */
  readonly scanPicture: (content: Uint8Array, path: string) => Promise<PictureFacts>;
  close(): Promise<void>;
}
