import type { ChunkExtent } from '../../../neuroglancer/segmentation/index.js';
import { triple } from '../../../neuroglancer/triple.js';
import type { Region } from '../../../volume/chunk-grid.js';

type Triple = readonly [z: number, y: number, x: number];

/**
 * What of a mask is looked at for one chunk: its voxels with the first ones of the chunks behind it, and with a rim of zeros where
 * the volume begins and ends, so that every surface is closed.
 */
export interface MaskBlock extends Region {
  /** Voxels of the block before those of the chunk. */
  readonly rim: Triple;
  /** Voxels of the chunk. */
  readonly chunk: Triple;
}

/** The block of a chunk. */
export function maskBlock({ from, to }: ChunkExtent): MaskBlock {
  const start: Triple = [from[2], from[1], from[0]];
  const chunk: Triple = [to[2] - from[2], to[1] - from[1], to[0] - from[0]];
  const rim = triple((axis) => (start[axis] === 0 ? 1 : 0));
  return {
    origin: triple((axis) => start[axis] - rim[axis]),
    extent: triple((axis) => chunk[axis] + rim[axis] + 1),
    rim,
    chunk,
  };
}
