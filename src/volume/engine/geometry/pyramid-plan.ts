import { type KindFacts, kindFacts } from '../../kind-facts.js';
import { levelCount, levelShape } from '../../level-shape.js';
import type { Shape, VolumeKind } from '../../volume.js';
import type { OmeZarrVersion } from '../../zarr-form.js';

/** One level of a pyramid. */
export interface Level {
  readonly index: number;
  readonly shape: Shape;
  /** Rows of one Blosc block, which is one plane deep and as wide as a chunk. */
  readonly blockRows: number;
}

/**
 * How a volume is cut into units of work. A unit is so many planes, rows and columns of level 0 that it makes whole
 * blocks of every level, and four to eight megabytes of float32 whatever the volume's shape, so that memory is flat.
 */
export interface PyramidPlan {
  readonly kind: VolumeKind;
  readonly facts: KindFacts;
  readonly levels: readonly Level[];
  /** Most voxels of level 0 in a unit. */
  readonly unit: Shape;
  /** Units are walked through such boxes one after the other, which bounds the chunks that are open at a time. */
  readonly box: Shape;
  /** Within a box, units are walked through such blocks; the box itself where chunks are not in shards. */
  readonly block: Shape;
}

/** What of a written OME-Zarr decides how a volume is cut. */
export interface PlanOptions {
  /** Levels; the usual number by default. */
  readonly levels?: number | undefined;
  /** 0.4 by default. */
  readonly version?: OmeZarrVersion | undefined;
}

const unitArea = 524_288;
const chunkStep = 1024;

/**
 * Cuts a volume; depends on shape, kind, number of levels and version alone, so that the bytes written do not depend on
 * memory or workers.
 */
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
  return { kind, facts, levels, ...cut };
}

type Cut = Pick<PyramidPlan, 'unit' | 'box' | 'block'>;

function cutForChunks(shape: Shape, { chunk, binsZ }: KindFacts, step: number): Cut {
  const unit = binsZ ? volumeUnit(shape, step) : stackUnit(shape, step);
  const box: Shape = [binsZ ? chunk[1] * step : 1, chunk[1] * step, unit[2]];
  return { unit, box, block: box };
}

/** Units of whole chunks of level 0, in blocks that make whole chunks of the next two levels. */
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

/** `step` is how many voxels of level 0 one of the coarsest level is wide: more planes make fewer rows. */
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
