import { type KindFacts, kindFacts } from '../../kind-facts.js';
import { levelCount, levelShape } from '../../level-shape.js';
import type { Shape, VolumeKind } from '../../volume.js';

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
}

const unitArea = 524_288;
const chunkStep = 1024;

/** Cuts a volume; depends on shape, kind and number of levels alone, so that the bytes written do not depend on memory or workers. */
export function planPyramid(shape: Shape, kind: VolumeKind, count: number = levelCount): PyramidPlan {
  const facts = kindFacts(kind);
  const [, chunk] = facts.chunk;
  const step = 2 ** (Math.max(count, levelCount) - 1);
  const unit = facts.binsZ ? volumeUnit(shape, step) : stackUnit(shape, step);
  const levels = Array.from({ length: count }, (_, index): Level => {
    const rows = unit[1] >> index;
    return {
      index,
      shape: levelShape(shape, index, kind),
      blockRows: facts.binsZ ? Math.min(facts.chunk[1], rows) : Math.min(64, rows),
    };
  });
  return {
    kind,
    facts,
    levels,
    unit,
    box: facts.binsZ ? [chunk * step, chunk * step, unit[2]] : [1, chunk * step, unit[2]],
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
