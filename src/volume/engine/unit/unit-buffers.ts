import { type Kernels, type Offset, type Planes, sourceRowBytes } from '../../kernels/index.js';
import type { Shape } from '../../volume.js';
import type { Level, PyramidPlan } from '../geometry/index.js';
import type { LevelBuffer } from './level-buffer.js';
import { ShardEncoder } from './shard-encoder.js';
import type { VolumeJob } from './volume-job.js';

/** The buffers of a volume's units in kernel memory. */
export interface UnitBuffers {
  /** Source rows without gaps, or with those of level 0 when they are read in place. */
  readonly raw: Planes;
  readonly levels: readonly LevelBuffer[];
  /** Room for what one unit is encoded to each; none where no OME-Zarr is written. */
  readonly encoded: readonly Offset[];
  /** Set where chunks are in shards. */
  readonly shards: ShardEncoder | null;
}

/**
 * Allocates what the largest unit of a volume needs, with room for `results` encoded units; what was allocated in the arena
 * before is given up.
 */
export function allocateUnitBuffers(
  kernels: Kernels,
  plan: PyramidPlan,
  job: VolumeJob,
  results: number,
): UnitBuffers {
  const { arena } = kernels;
  const { voxelBytes } = plan.facts;
  const largest = largestUnit(plan);
  arena.reset();
  const levels = plan.levels.map((level): LevelBuffer => {
    const [planes, rows, columns] =
      job.zarr?.version === '0.5' ? shardedExtent(plan, level, largest) : paddedExtent(plan, level, largest);
    const rowStride = columns * voxelBytes;
    const planeStride = rows * rowStride;
    const bytes = planes * planeStride;
    const offset = job.zarr !== null || level.index === 0 ? arena.allocate(bytes) : 0;
    return { offset, rowStride, planeStride, planes, bytes };
  });
  const [planes, rows, columns] = largest;
  const rowBytes = sourceRowBytes(job.format.sampleType, columns);
  const [base] = levels;
  const inPlace = isReadInPlace(job) && rowBytes === base!.rowStride;
  const raw = inPlace
    ? base!
    : { offset: arena.allocate(planes * rows * rowBytes), rowStride: rowBytes, planeStride: rows * rowBytes };
  const shards = job.zarr?.version === '0.5' ? new ShardEncoder(kernels, plan, job.zarr.compression) : null;
  const encodedBytes = shards?.bound(levels) ?? encodedBound(kernels, plan, levels);
  const encoded = Array.from({ length: job.zarr === null ? 0 : results }, () => arena.allocate(encodedBytes));
  return { raw, levels, encoded, shards };
}

/** Extent of a plan's unit, cut to the volume. */
export function largestUnit({ unit, levels }: PyramidPlan): Shape {
  const [z, y, x] = levels[0]!.shape;
  return [Math.min(unit[0], z), Math.min(unit[1], y), Math.min(unit[2], x)];
}

function paddedExtent(plan: PyramidPlan, level: Level, [planes, rows, columns]: Shape): Shape {
  const step = 2 ** level.index;
  return [
    plan.facts.binsZ ? Math.ceil(planes / step) : planes,
    Math.ceil(Math.ceil(rows / step) / level.blockRows) * level.blockRows,
    Math.ceil(Math.ceil(columns / step) / plan.facts.chunk[2]) * plan.facts.chunk[2],
  ];
}

/** Whole chunks of level 0; no padding elsewhere, where chunks are made of several units. */
function shardedExtent({ facts }: PyramidPlan, { index }: Level, unit: Shape): Shape {
  const step = 2 ** index;
  const [planes, rows, columns] = unit.map((extent, axis) => {
    const chunk = facts.innerChunk[axis]!;
    if (index === 0) return Math.ceil(extent / chunk) * chunk;
    return axis === 0 && !facts.binsZ ? extent : Math.ceil(extent / step);
  });
  return [planes!, rows!, columns!];
}

/** Whether source samples are the voxels, bit by bit. */
export function isReadInPlace({ format, kind }: VolumeJob): boolean {
  const isFloat = kind === 'tomogram' || kind === 'tiltseries';
  return isFloat && format.sampleType === 'float32' && format.littleEndian;
}

function encodedBound(kernels: Kernels, plan: PyramidPlan, levels: readonly LevelBuffer[]): number {
  const { voxelBytes, chunk } = plan.facts;
  return levels.reduce((sum, { bytes }, index) => {
    const blockBytes = plan.levels[index]!.blockRows * chunk[2] * voxelBytes;
    return sum + (bytes / blockBytes) * kernels.encodedBlockBound(blockBytes, voxelBytes);
  }, 0);
}
