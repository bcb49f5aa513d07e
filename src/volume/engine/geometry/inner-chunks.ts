import type { Shape } from '../../volume.js';
import type { PyramidPlan } from './pyramid-plan.js';
import type { Unit } from './units.js';

/** A chunk of level 0 within a shard, all of which a unit holds. */
export interface InnerChunk {
  /** Its number along z, y, x in the level. */
  readonly index: Shape;
  /** Place of its first voxel in the unit. */
  readonly from: Shape;
}

/** The chunks of level 0 of a unit that is cut for shards, x fastest. */
export function* innerChunks(
  { facts }: PyramidPlan,
  { origin, extent }: Unit,
): Generator<InnerChunk, void, undefined> {
  const [nz, ny, nx] = facts.innerChunk;
  for (let z = 0; z < extent[0]; z += nz) {
    for (let y = 0; y < extent[1]; y += ny) {
      for (let x = 0; x < extent[2]; x += nx) {
        const index: Shape = [(origin[0] + z) / nz, (origin[1] + y) / ny, (origin[2] + x) / nx];
        yield { index, from: [z, y, x] };
      }
    }
  }
}
