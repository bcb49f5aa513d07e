import type { PyramidPlan } from './pyramid-plan.js';
import type { Unit } from './units.js';

/** A stretch of voxels that lie without gaps in a unit and in a volume alike. */
export interface VoxelRun {
  /** Byte offsets from the first voxel of the unit and of the volume. */
  readonly inUnit: number;
  readonly inVolume: number;
  readonly bytes: number;
}

/** The stretches of a unit's level 0: a plane each where the unit has whole rows, else a row each. */
export function* voxelRuns({ facts, levels }: PyramidPlan, { origin, extent }: Unit): Generator<VoxelRun> {
  const [, ny, nx] = levels[0]!.shape;
  const [planes, rows, columns] = extent;
  const runs = columns === nx ? 1 : rows;
  const bytes = (rows / runs) * columns * facts.voxelBytes;
  for (let plane = 0; plane < planes; plane += 1) {
    for (let run = 0; run < runs; run += 1) {
      const voxel = ((origin[0] + plane) * ny + origin[1] + run) * nx + origin[2];
      yield { inUnit: (plane * runs + run) * bytes, inVolume: voxel * facts.voxelBytes, bytes };
    }
  }
}
