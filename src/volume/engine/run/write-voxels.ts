import { closeSync, openSync } from 'node:fs';
import { writeFully } from '../../../storage/index.js';
import { voxelRuns } from '../../voxel-runs.js';
import type { PyramidPlan, Unit } from '../geometry/index.js';
import type { VoxelTarget } from '../unit/index.js';

/** Writes a unit's voxels to their places in an unfinished MRC. Fails with a StorageError that names it. */
export function writeVoxels(
  voxels: Uint8Array,
  { path, location, offset }: VoxelTarget,
  { facts, levels }: PyramidPlan,
  unit: Unit,
): void {
  const file = openSync(path, 'r+');
  try {
    for (const { inRegion, inVolume, bytes } of voxelRuns(unit, levels[0]!.shape, facts.voxelBytes)) {
      writeFully(file, voxels.subarray(inRegion, inRegion + bytes), offset + inVolume, location);
    }
  } finally {
    closeSync(file);
  }
}
