import { copyOverlap, type Region } from '../chunk-grid.js';
import { type Offset, type Planes, sourceRowBytes, vectorBytes } from '../kernels/blocks.js';
import type { Kernels } from '../kernels/kernels.js';
import { isNative, kindFacts } from '../samples.js';
import type { Compression, Shape } from '../volume.js';
import { blockEncoder, chunkContent, chunkFrameBound, encodeChunkFrame } from '../zarr/block-encoder.js';
import {
  bufferExtent,
  innerChunks,
  largestUnit,
  type PyramidPlan,
  type Unit,
  unitAtLevel,
} from './pyramid-plan.js';
import type { LevelBuffer, VolumeJob } from './volume-job.js';

/** Allocates buffers of a volume's largest unit and `results` results. The arena is freed first. */
export function allocateUnitBuffers(kernels: Kernels, plan: PyramidPlan, job: VolumeJob, results: number) {
  const { arena } = kernels;
  const { voxelBytes } = plan.facts;
  const largest = largestUnit(plan);
  arena.reset();
  const levels = plan.levels.map((level): LevelBuffer => {
    const [planes, rows, columns] = bufferExtent(plan, level, largest, job.zarr?.version === '0.5');
    const rowStride = columns * voxelBytes;
    const planeStride = rows * rowStride;
    const bytes = planes * planeStride;
    const offset = job.zarr !== null || level.index === 0 ? arena.allocate(bytes) : 0;
    return { offset, rowStride, planeStride, bytes };
  });
  const [planes, rows, columns] = largest;
  const rowBytes = sourceRowBytes(job.format.sampleType, columns);
  const [base] = levels;
  const inPlace = isReadInPlace(job) && rowBytes === base!.rowStride;
  const raw: Planes = inPlace
    ? base!
    : { offset: arena.allocate(planes * rows * rowBytes), rowStride: rowBytes, planeStride: rows * rowBytes };
  const shards = job.zarr?.version === '0.5' ? shardEncoder(kernels, plan, job.zarr.compression) : null;
  const encodedBytes = shards?.bound(levels) ?? encodedBound(kernels, plan, levels);
  const encoded = Array.from({ length: job.zarr === null ? 0 : results }, () => arena.allocate(encodedBytes));
  return {
    /** Source rows without gaps; those of level 0 if samples are read in place. */
    raw,
    levels,
    /** Result buffers for encoded units; none if no OME-Zarr is written. */
    encoded,
    /** Set if chunks are in shards. */
    shards,
  };
}

/** Copies a box of a level, without gaps, from kernel memory to `target`. */
export function copyBox(
  { arena }: Kernels,
  { offset, bytes, planeStride, rowStride }: LevelBuffer,
  voxelBytes: number,
  box: Region,
  target: Uint8Array,
): void {
  const extent: Shape = [bytes / planeStride, planeStride / rowStride, rowStride / voxelBytes];
  const source = { region: { origin: [0, 0, 0], extent }, values: arena.bytes(offset, bytes) } as const;
  copyOverlap(source, { region: box, values: target }, voxelBytes);
}

/** True if source samples are the voxels bit by bit, so that they are read without decoding. */
export function isReadInPlace({ format, kind }: VolumeJob): boolean {
  return kindFacts(kind).type === 'float32' && isNative(format, 'float32');
}

function encodedBound(kernels: Kernels, plan: PyramidPlan, levels: readonly LevelBuffer[]): number {
  const { voxelBytes, chunk } = plan.facts;
  return levels.reduce((sum, { bytes }, index) => {
    const blockBytes = plan.levels[index]!.blockRows * chunk[2] * voxelBytes;
    return sum + (bytes / blockBytes) * kernels.encodedBlockBound(blockBytes, voxelBytes);
  }, 0);
}

/** Encodes chunks of shards in kernel memory: of level 0 from a unit, of others when complete. */
function shardEncoder(kernels: Kernels, plan: PyramidPlan, compression: Compression) {
  const { arena } = kernels;
  const { innerChunk, voxelBytes } = plan.facts;
  const bytes = innerChunk.reduce((product, extent) => product * extent, voxelBytes);
  const content = chunkContent(bytes, voxelBytes, compression);
  const encodeBlock = blockEncoder(kernels, compression);
  /** Samples of one chunk without gaps, and one frame. */
  const chunkSamples = arena.allocate(bytes + vectorBytes);
  const chunkFrame = arena.allocate(chunkFrameBound(kernels, content));
  return { bound, encodeUnit, encodeChunk };

  /** Returns the most bytes that `encodeUnit` writes. */
  function bound(levels: readonly LevelBuffer[]): number {
    const [base, ...coarse] = levels;
    const chunks = Math.ceil((base?.bytes ?? 0) / content.contentBytes);
    const rest = coarse.reduce((sum, { bytes }) => sum + bytes, vectorBytes);
    return chunks * chunkFrameBound(kernels, content) + rest;
  }

  /**
   * Encodes the chunks of level 0 one after the other at `target`, and puts the voxels of the other levels after
   * them, level by level without gaps. Returns the bytes of each chunk, 0 for zeros, their remainders if `isSummed`,
   * and the bytes of the voxels.
   */
  async function encodeUnit(levels: readonly LevelBuffer[], unit: Unit, target: Offset, isSummed: boolean) {
    const sizes: number[] = [];
    const sums: bigint[] = [];
    let position = target;
    for (const { from } of innerChunks(plan, unit)) {
      gather(levels[0]!, from, innerChunk, chunkSamples);
      const size = await encode(position);
      sizes.push(size);
      if (isSummed) sums.push(kernels.sumBytes(position, size));
      position += size;
    }
    const coarse = position;
    for (const buffer of levels.slice(1)) {
      const { extent } = unitAtLevel(unit, levels.indexOf(buffer), plan.facts.binsZ);
      position += gather(buffer, [0, 0, 0], extent, position);
    }
    return {
      sizes: Int32Array.from(sizes),
      sums: BigUint64Array.from(sums),
      coarseBytes: position - coarse,
    };
  }

  /** Encodes a chunk of samples: a frame, valid until the next one and empty for zeros, and its remainder. */
  async function encodeChunk(samples: Uint8Array) {
    arena.bytes(chunkSamples, samples.length).set(samples);
    const size = await encode(chunkFrame);
    return { frame: arena.bytes(chunkFrame, size), sum: kernels.sumBytes(chunkFrame, size) };
  }

  function encode(target: Offset): Promise<number> {
    return encodeChunkFrame(kernels, encodeBlock, content, chunkSamples, target);
  }

  /** Copies a box of a level's voxels without gaps; returns its bytes. */
  function gather(
    { offset, planeStride, rowStride }: LevelBuffer,
    [z, y, x]: readonly [number, number, number],
    [planes, rows, columns]: readonly [number, number, number],
    target: Offset,
  ): number {
    const extent = { rows, columns: columns * voxelBytes };
    const planeBytes = rows * extent.columns;
    for (let plane = 0; plane < planes; plane += 1) {
      const first = offset + (z + plane) * planeStride + y * rowStride + x * voxelBytes;
      kernels.shuffleRows({ offset: first, rowStride }, extent, 1, target + plane * planeBytes);
    }
    return planes * planeBytes;
  }
}
