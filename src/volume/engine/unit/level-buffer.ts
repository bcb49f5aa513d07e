import type { Planes } from '../../kernels/index.js';

/**
 * Room for the largest part of one level that a unit holds: padded to whole blocks, or to whole chunks of level 0 where chunks are in
 * shards.
 */
export interface LevelBuffer extends Planes {
  readonly planes: number;
  readonly bytes: number;
}
