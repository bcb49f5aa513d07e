import type { Region } from './chunk-grid.js';
import type { Shape } from './volume.js';

/** A stretch of samples that lie without gaps in a region and in its volume alike. */
export interface VoxelRun {
  /** Byte offsets from the first sample of the region and of the volume. */
  readonly inRegion: number;
  readonly inVolume: number;
  readonly bytes: number;
}

/** The stretches of a region: a plane each where the region has whole rows, else a row each. */
export function* voxelRuns(
  { origin, extent: [planes, rows, columns] }: Region,
  [, ny, nx]: Shape,
  sampleBytes: number,
): Generator<VoxelRun, void, undefined> {
  const runs = columns === nx ? 1 : rows;
  const bytes = (rows / runs) * columns * sampleBytes;
  for (let plane = 0; plane < planes; plane += 1) {
    for (let run = 0; run < runs; run += 1) {
      const voxel = ((origin[0] + plane) * ny + origin[1] + run) * nx + origin[2];
      yield { inRegion: (plane * runs + run) * bytes, inVolume: voxel * sampleBytes, bytes };
    }
  }
}
