import type { VoxelType } from './kernels/index.js';
import type { Shape, VolumeKind } from './volume.js';

/** What a kind of volume decides: its voxels, chunks and binning. */
export interface KindFacts {
  readonly type: VoxelType;
  /** Bytes of a voxel. */
  readonly voxelBytes: 1 | 2 | 4;
  /** Voxels of a file of any level: a chunk, or a shard. */
  readonly chunk: Shape;
  /** Voxels of a chunk within a shard. */
  readonly innerChunk: Shape;
  /** False for image stacks, which are binned within each section only. */
  readonly binsZ: boolean;
}

const cubes = { chunk: [256, 256, 256], innerChunk: [64, 64, 64], binsZ: true } as const;
const planes = { chunk: [1, 1024, 1024], innerChunk: [1, 512, 512], binsZ: false } as const;

const facts: Record<VolumeKind, KindFacts> = {
  tomogram: { type: 'float32', voxelBytes: 4, ...cubes },
  tiltseries: { type: 'float32', voxelBytes: 4, ...planes },
  'semantic-mask': { type: 'int8', voxelBytes: 1, ...cubes },
  'instance-mask': { type: 'uint16', voxelBytes: 2, ...cubes },
};

/** How volumes of a kind are stored. */
export function kindFacts(kind: VolumeKind): KindFacts {
  return facts[kind];
}
