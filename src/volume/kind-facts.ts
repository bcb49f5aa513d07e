import type { VoxelType } from './kernels/index.js';
import type { Shape, VolumeKind } from './volume.js';

/** What a kind of volume decides: its voxels, chunks and binning. */
export interface KindFacts {
  readonly type: VoxelType;
  /** Bytes of a voxel. */
  readonly voxelBytes: 1 | 2 | 4;
  /** Voxels of a chunk of any level. */
  readonly chunk: Shape;
  /** False for image stacks, which are binned within each section only. */
  readonly binsZ: boolean;
}

const cube: Shape = [256, 256, 256];

const facts: Record<VolumeKind, KindFacts> = {
  tomogram: { type: 'float32', voxelBytes: 4, chunk: cube, binsZ: true },
  tiltseries: { type: 'float32', voxelBytes: 4, chunk: [1, 1024, 1024], binsZ: false },
  'semantic-mask': { type: 'int8', voxelBytes: 1, chunk: cube, binsZ: true },
  'instance-mask': { type: 'uint16', voxelBytes: 2, chunk: cube, binsZ: true },
};

/** How volumes of a kind are stored. */
export function kindFacts(kind: VolumeKind): KindFacts {
  return facts[kind];
}
