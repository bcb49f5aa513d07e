import type { Shape } from '../../volume.js';
import type { Level, PyramidPlan } from './pyramid-plan.js';
import { type Unit, unitAtLevel } from './units.js';

/** One Blosc block of a chunk: one plane deep, `blockRows` rows, as wide as the chunk. */
export interface BlockLocation {
  /** Number of the block within its chunk's frame. */
  readonly index: number;
  /** Place of its first voxel in the unit. */
  readonly plane: number;
  readonly row: number;
  readonly column: number;
}

/** The blocks that a unit gives to one chunk, in the order of their numbers. */
export interface ChunkPiece {
  /** Number of the chunk along z, y, x. */
  readonly chunk: Shape;
  readonly blocks: readonly BlockLocation[];
}

/** Blocks of a level that a unit fills, chunk by chunk; blocks of padding alone are left out. */
export function chunkPieces(plan: PyramidPlan, level: Level, unit: Unit): ChunkPiece[] {
  const { chunk, binsZ } = plan.facts;
  const { origin, extent } = unitAtLevel(unit, level.index, binsZ);
  const groups = chunk[1] / level.blockRows;
  const parts: ChunkPiece[] = [];
  for (let y = origin[1]; y < origin[1] + extent[1]; y = (Math.floor(y / chunk[1]) + 1) * chunk[1]) {
    const end = Math.min(origin[1] + extent[1], (Math.floor(y / chunk[1]) + 1) * chunk[1]);
    for (let x = origin[2]; x < origin[2] + extent[2]; x += chunk[2]) {
      const blocks: BlockLocation[] = [];
      for (let plane = 0; plane < extent[0]; plane += 1) {
        const inChunk = (origin[0] + plane) % chunk[0];
        for (let row = y; row < end; row += level.blockRows) {
          const group = (row % chunk[1]) / level.blockRows;
          blocks.push({
            index: inChunk * groups + group,
            plane,
            row: row - origin[1],
            column: x - origin[2],
          });
        }
      }
      parts.push({
        chunk: [Math.floor(origin[0] / chunk[0]), Math.floor(y / chunk[1]), x / chunk[2]],
        blocks,
      });
    }
  }
  return parts;
}

/** Blocks of a chunk that hold at least one voxel of the level. */
export function blocksInChunk(plan: PyramidPlan, level: Level, [z, y]: Shape): number {
  const { chunk } = plan.facts;
  const planes = Math.min(chunk[0], level.shape[0] - z * chunk[0]);
  const rows = Math.min(chunk[1], level.shape[1] - y * chunk[1]);
  return planes * Math.ceil(rows / level.blockRows);
}

/** Blocks of any chunk's frame, those of padding alone included. */
export function blocksPerChunk(plan: PyramidPlan, level: Level): number {
  return plan.facts.chunk[0] * (plan.facts.chunk[1] / level.blockRows);
}
