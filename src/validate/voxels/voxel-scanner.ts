import type { PictureFacts } from '../../formats/picture/picture-formats.js';
import type { VolumeContext } from '../contexts/acquisition.js';
import type { PrecomputeContext, PrecomputeFacts } from '../contexts/reconstructions.js';
import type { VoxelFacts } from './voxel-facts.js';

/** Scans the voxels of volumes, precomputed directories and pictures. */
export interface VoxelScanner {
  /** Scans a volume. Never fails because of its content. */
  scan(volume: VolumeContext): Promise<VoxelFacts>;
  /** Scans a precomputed directory. Never fails because of its content. */
  scanPrecompute(precompute: PrecomputeContext): Promise<PrecomputeFacts>;
  /** Decodes a picture; fails with a FormatError if that is impossible. */
  readonly scanPicture: (content: Uint8Array, path: string) => Promise<PictureFacts>;
  close(): Promise<void>;
}
