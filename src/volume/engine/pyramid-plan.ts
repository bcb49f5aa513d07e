// How a volume is cut into units of work, and which blocks of which chunks each unit fills.
import { chunksOf, levelCount, levelShape, type Region } from '../chunk-grid.js';
import type { FrameContent } from '../kernels/blosc-frame.js';
import { type KindFacts, kindFacts } from '../samples.js';
import { type OmeZarrVersion, perAxis, type Shape, type VolumeKind } from '../volume.js';

export interface Level {
  readonly index: number;
  readonly shape: Shape;
  /** Rows of a Blosc block, which is one plane deep and as wide as a chunk. */
  readonly blockRows: number;
}

/**
 * The cutting of a volume into units of work. A unit covers as many planes, rows and columns of level 0 as make whole
 * blocks on every level, and four to eight megabytes of float32 whatever the volume's shape, so that memory is
 * constant.
 */
export interface PyramidPlan {
  readonly facts: KindFacts;
  readonly levels: readonly Level[];
  /** Largest extent of a unit, in voxels of level 0. */
  readonly unit: Shape;
  /** Units are walked box by box, which limits the number of open chunks. */
  readonly box: Shape;
  /** Within a box, units are walked block by block; the box itself if chunks are not in shards. */
  readonly block: Shape;
}

/** Options of an OME-Zarr that affect the plan. */
interface PlanOptions {
  /** Number of levels; the usual number by default. */
  readonly levels?: number | undefined;
  /** 0.4 by default. */
  readonly version?: OmeZarrVersion | undefined;
}

/** A quarter of the voxels of a unit of an image stack. */
const unitArea = 524_288;
const chunkStep = 1024;

/** Plans a volume by shape, kind, levels and version alone, so that bytes do not depend on memory or workers. */
export function planPyramid(
  shape: Shape,
  kind: VolumeKind,
  { levels: count = levelCount, version = '0.4' }: PlanOptions = {},
): PyramidPlan {
  const facts = kindFacts(kind);
  const step = 2 ** (Math.max(count, levelCount) - 1);
  const cut = version === '0.4' ? cutForChunks(shape, facts, step) : cutForShards(shape, facts);
  const levels = Array.from({ length: count }, (_, index): Level => {
    const rows = cut.unit[1] >> index;
    return {
      index,
      shape: levelShape(shape, index, kind),
      blockRows: facts.binsZ ? Math.min(facts.chunk[1], rows) : Math.min(64, rows),
    };
  });
  return { facts, levels, ...cut };
}

type Cut = Pick<PyramidPlan, 'unit' | 'box' | 'block'>;

function cutForChunks(shape: Shape, { chunk, binsZ }: KindFacts, step: number): Cut {
  const unit = binsZ ? volumeUnit(shape, step) : stackUnit(shape, step);
  const box: Shape = [binsZ ? chunk[1] * step : 1, chunk[1] * step, unit[2]];
  return { unit, box, block: box };
}

/** Cuts into units of whole chunks of level 0, in blocks that make whole chunks of the next two levels. */
function cutForShards(shape: Shape, { innerChunk, chunk, binsZ }: KindFacts): Cut {
  const [planes, rows] = innerChunk;
  const columns = Math.min(binsZ ? 1024 : 8192, roundUp(shape[2], innerChunk[2]));
  const step = 2 ** (levelCount - 1);
  const wide = chunk[1] * step;
  return {
    unit: [planes, rows, columns],
    box: [binsZ ? wide : 1, wide, columns],
    block: [binsZ ? planes * step : 1, rows * step, columns],
  };
}

/** Returns the unit of a volume; `step`: voxels of level 0 along one of the coarsest. More planes make fewer rows. */
function volumeUnit([, , x]: Shape, step: number): Shape {
  const columns = Math.min(4096, roundUp(x, chunkStep));
  const rows = columns <= 1024 ? 256 : 128;
  return [step, (rows * 4) / step, columns];
}

function stackUnit([, , x]: Shape, step: number): Shape {
  const columns = Math.min(Math.max(8192, chunkStep * step), roundUp(x, chunkStep));
  const rows = Math.max(256, 2 ** Math.floor(Math.log2((4 * unitArea) / columns)));
  return [1, Math.min(1024, rows), columns];
}

function roundUp(count: number, step: number): number {
  return Math.ceil(count / step) * step;
}

/** A box of level 0 that is converted at once. */
export interface Unit extends Region {
  readonly index: number;
}

/** Yields all units of a volume in the order of writing: by box, in a box by block, in a block by z. */
export function* unitsOf({ unit, box, block, levels }: PyramidPlan): Generator<Unit, void, undefined> {
  const [nz, ny, nx] = levels[0]!.shape;
  let index = 0;
  for (const [boxZ, boxY, x] of steps([0, 0, 0], [nz, ny, nx], box)) {
    const boxEnd = least([nz, ny, x + 1], [boxZ + box[0], boxY + box[1], x + 1]);
    for (const [blockZ, blockY] of steps([boxZ, boxY, x], boxEnd, block)) {
      const end = least(boxEnd, [blockZ + block[0], blockY + block[1], x + 1]);
      for (const [z, y] of steps([blockZ, blockY, x], end, unit)) {
        yield { index, origin: [z, y, x], extent: least(unit, [nz - z, ny - y, nx - x]) };
        index += 1;
      }
    }
  }
}

/** Returns the smaller extent along each axis. */
export function least(a: Shape, b: Shape): Shape {
  return perAxis((axis) => Math.min(a[axis], b[axis]));
}

/** Yields multiples of `step` from `start` below `end`, x fastest. */
function* steps(start: Shape, end: Shape, step: Shape): Generator<Shape, void, undefined> {
  for (let z = start[0]; z < end[0]; z += step[0]) {
    for (let y = start[1]; y < end[1]; y += step[1]) {
      for (let x = start[2]; x < end[2]; x += step[2]) yield [z, y, x];
    }
  }
}

export function unitAtLevel(unit: Unit, level: number, binsZ: boolean): Region {
  const step = 2 ** level;
  const zStep = binsZ ? step : 1;
  const [z, y, x] = unit.origin;
  const [planes, rows, columns] = unit.extent;
  return {
    origin: [z / zStep, y / step, x / step],
    extent: [Math.ceil(planes / zStep), Math.ceil(rows / step), Math.ceil(columns / step)],
  };
}

/** Returns the extent of a plan's unit, cut to the volume. */
export function largestUnit({ unit, levels }: PyramidPlan): Shape {
  return least(unit, levels[0]!.shape);
}

/**
 * Returns the extent of a level's buffer: whole blocks; if chunks are in shards, whole chunks for level 0, and for others,
 * of chunks from several units, the extent without padding.
 */
export function bufferExtent(
  { facts }: PyramidPlan,
  level: Level,
  largest: Shape,
  isSharded: boolean,
): Shape {
  const unit = { index: 0, origin: [0, 0, 0], extent: largest } as const;
  const { extent } = unitAtLevel(unit, level.index, facts.binsZ);
  if (isSharded && level.index > 0) return extent;
  const whole: Shape = isSharded ? facts.innerChunk : [1, level.blockRows, facts.chunk[2]];
  return perAxis((axis) => roundUp(extent[axis], whole[axis]));
}

/** A Blosc block of a chunk: one plane deep, `blockRows` rows, as wide as the chunk. */
interface BlockLocation {
  /** Index of the block in its chunk's frame. */
  readonly index: number;
  /** Position of its first voxel in the unit. */
  readonly plane: number;
  readonly row: number;
  readonly column: number;
}

/** The blocks of a unit in one chunk, in ascending order. */
export interface ChunkPiece {
  /** Index (z, y, x) of the chunk. */
  readonly chunk: Shape;
  readonly blocks: readonly BlockLocation[];
}

/** Returns the blocks of a level that a unit fills, by chunk; blocks of padding only are left out. */
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
          const index = inChunk * groups + group;
          blocks.push({ index, plane, row: row - origin[1], column: x - origin[2] });
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

/** Returns the number of blocks of a chunk that hold at least one voxel of the level. */
export function blocksInChunk(plan: PyramidPlan, level: Level, [z, y]: Shape): number {
  const { chunk } = plan.facts;
  const planes = Math.min(chunk[0], level.shape[0] - z * chunk[0]);
  const rows = Math.min(chunk[1], level.shape[1] - y * chunk[1]);
  return planes * Math.ceil(rows / level.blockRows);
}

/** Returns the number of blocks in any chunk's frame, with those of padding only. */
export function blocksPerChunk(plan: PyramidPlan, level: Level): number {
  return plan.facts.chunk[0] * (plan.facts.chunk[1] / level.blockRows);
}

/** Returns the content of any chunk's frame. */
export function frameContent(plan: PyramidPlan, level: Level): FrameContent {
  const { chunk, voxelBytes } = plan.facts;
  const blockBytes = level.blockRows * chunk[2] * voxelBytes;
  return { blockBytes, typeSize: voxelBytes, contentBytes: blockBytes * blocksPerChunk(plan, level) };
}

/** Yields the chunks of level 0 in a unit cut for shards, x fastest: index in the level, first voxel in the unit. */
export function* innerChunks({ facts }: PyramidPlan, { origin, extent }: Unit) {
  const [nz, ny, nx] = facts.innerChunk;
  const [firstZ, firstY, firstX] = [origin[0] / nz, origin[1] / ny, origin[2] / nx];
  for (const { index, origin: from } of chunksOf(extent, facts.innerChunk)) {
    yield { index: [firstZ + index[0], firstY + index[1], firstX + index[2]] as const, from };
  }
}
