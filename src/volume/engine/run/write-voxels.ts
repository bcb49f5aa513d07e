import { closeSync, openSync, writeSync } from 'node:fs';
import { StorageError } from '../../../errors/index.js';
import { type PyramidPlan, type Unit, voxelRuns } from '../geometry/index.js';
import type { VoxelTarget } from '../unit/index.js';

/** Writes a unit's voxels to their places in an unfinished MRC. Fails with a StorageError that names it. */
export function writeVoxels(voxels: Uint8Array, target: VoxelTarget, plan: PyramidPlan, unit: Unit): void {
  try {
    const file = openSync(target.path, 'r+');
    try {
      for (const { inUnit, inVolume, bytes } of voxelRuns(plan, unit)) {
        let done = 0;
        while (done < bytes) {
          const position = target.offset + inVolume + done;
          done += writeSync(file, voxels, inUnit + done, bytes - done, position);
        }
      }
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC';
    throw new StorageError(
      isFull ? 'no-space' : 'failed',
      isFull ? 'the disk is full' : 'cannot be written',
      {
        path: target.location,
        found: cause instanceof Error ? cause.message : String(cause),
        cause,
      },
    );
  }
}
