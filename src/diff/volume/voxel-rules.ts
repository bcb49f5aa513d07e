import type { Kernels } from '../../volume/kernels/index.js';
import type { NumberTolerance } from '../number-tolerance.js';

/** What voxels are compared with and how. */
export interface VoxelRules {
  readonly kernels: Kernels;
  readonly tolerance: NumberTolerance;
  /** Whether the volume is a mask, whose labels are counted. */
  readonly isMask: boolean;
}
