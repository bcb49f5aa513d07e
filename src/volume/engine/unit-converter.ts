import { type Extent, type Offset, type Rows, sourceRowBytes } from '../kernels/blocks.js';
import type { Kernels } from '../kernels/kernels.js';
import { mergeStatistics, noStatistics, type PartialStatistics } from '../kernels/statistics.js';
import { collectLabels } from '../labels.js';
import { binLevel, viewVoxels } from '../samples.js';
import type { Shape } from '../volume.js';
import { blockEncoder, type EncodeBlock } from '../zarr/block-encoder.js';
import { previewOfUnit } from './preview.js';
import { chunkPieces, type PyramidPlan, planPyramid, type Unit, unitAtLevel } from './pyramid-plan.js';
import { allocateUnitBuffers, isReadInPlace, type UnitBuffers } from './unit-buffers.js';
import type { LevelBuffer, UnitPreview, UnitResult, VolumeJob } from './volume-job.js';

/** Fills `target` with the source rows of a unit from row `y` of section `z`, cut to the unit's columns. */
export type ReadPlane = (target: Uint8Array, z: number, y: number) => void;

/** The results of decoding a unit. */
export type DecodedUnit = Pick<UnitResult, 'statistics' | 'setCount' | 'labels' | 'invalidCount' | 'sums'>;

/** The encoded blocks of a unit's levels. */
export type EncodedUnit = Pick<UnitResult, 'sizes' | 'encoded' | 'encodedSums' | 'coarse'>;

const nothing = new Uint8Array(0);
const nothingEncoded: EncodedUnit = {
  sizes: new Int32Array(0),
  encoded: nothing,
  encodedSums: new BigUint64Array(0),
  coarse: nothing,
};

/** Remainders of a unit, as far as it is decoded. */
interface UnitSums {
  source: bigint;
  voxels: bigint;
}

/** Converts the units of a volume to statistics, voxels and encoded blocks, in kernel memory. */
export class UnitConverter {
  readonly #kernels: Kernels;
  readonly job: VolumeJob;
  readonly plan: PyramidPlan;
  readonly #buffers: UnitBuffers;
  readonly #encodeBlock: EncodeBlock | null;
  #lastExtent = '';

  /** Takes the whole arena of the kernels, with `results` result buffers; an earlier converter becomes invalid. */
  constructor(kernels: Kernels, job: VolumeJob, results: number) {
    this.#kernels = kernels;
    this.job = job;
    this.plan = planPyramid(job.shape, job.kind, { levels: job.levels, version: job.zarr?.version });
    this.#encodeBlock = job.zarr === null ? null : blockEncoder(kernels, job.zarr.compression);
    this.#buffers = allocateUnitBuffers(kernels, this.plan, job, results);
  }

  /** Decodes a unit whose source rows `read` delivers; its voxels are valid until the next call. */
  decode(unit: Unit, read: ReadPlane): DecodedUnit {
    this.#clearPadding(unit.extent);
    return this.#decode(unit, read);
  }

  /** Bins and encodes the last decoded unit; the bytes are valid until the next call for the same result buffer. */
  async encode(unit: Unit, result: number): Promise<EncodedUnit> {
    if (this.#encodeBlock === null) return nothingEncoded;
    this.#bin(unit);
    const { levels, shards } = this.#buffers;
    const { arena } = this.#kernels;
    const target = this.#buffers.encoded[result]!;
    const isSummed = this.job.sums.encoded;
    if (shards === null) {
      const [kernels, encodeBlock] = [this.#kernels, this.#encodeBlock];
      const blocks = await encodeBlocks(kernels, this.plan, levels, unit, encodeBlock, target, isSummed);
      const encoded = arena.bytes(target, sumOf(blocks.sizes));
      return { sizes: blocks.sizes, encoded, encodedSums: blocks.sums, coarse: nothing };
    }
    const { sizes, sums: encodedSums, coarseBytes } = await shards.encodeUnit(levels, unit, target, isSummed);
    const bytes = sumOf(sizes);
    const coarse = arena.bytes(target + bytes, coarseBytes);
    return { sizes, encoded: arena.bytes(target, bytes), encodedSums, coarse };
  }

  /** Returns a copy of the preview of the last encoded unit; null if none is requested. */
  preview(unit: Unit): UnitPreview | null {
    const { preview, kind } = this.job;
    if (preview === null || kind !== 'tomogram') return null;
    return previewOfUnit(this.#kernels, this.#buffers.levels, unit, preview);
  }

  /** Encodes a chunk of a shard: a frame, valid until the next call and empty for zeros, and its remainder. */
  async encodeChunk(samples: Uint8Array): Promise<{ readonly frame: Uint8Array; readonly sum: bigint }> {
    return (await this.#buffers.shards?.encodeChunk(samples)) ?? { frame: nothing, sum: 0n };
  }

  #clearPadding(extent: Shape): void {
    const key = extent.join();
    if (key === this.#lastExtent) return;
    this.#lastExtent = key;
    for (const { offset, bytes } of this.#buffers.levels) {
      if (offset !== 0) this.#kernels.arena.clear(offset, bytes);
    }
  }

  /** Decodes plane by plane, so that a plane is still in the processor's cache when it is decoded. */
  #decode({ origin, extent: [planes, rows, columns] }: Unit, read: ReadPlane): DecodedUnit {
    const kernels = this.#kernels;
    const { format, mask, kind } = this.job;
    const { raw, levels } = this.#buffers;
    const base = levels[0]!;
    const extent = { rows, columns };
    const rowBytes = sourceRowBytes(format.sampleType, columns);
    const seen = kind === 'instance-mask' ? collectLabels() : null;
    let statistics: PartialStatistics = noStatistics;
    let [setCount, invalidCount] = [0, 0];
    const sums = { source: 0n, voxels: 0n };
    for (let plane = 0; plane < planes; plane += 1) {
      const source = { offset: raw.offset + plane * raw.planeStride, rowStride: rowBytes };
      const target = { offset: base.offset + plane * base.planeStride, rowStride: base.rowStride };
      read(kernels.arena.bytes(source.offset, rows * rowBytes), origin[0] + plane, origin[1]);
      this.#sumSource(sums, source, { rows, columns: rowBytes });
      if (kind === 'tomogram' || kind === 'tiltseries') {
        statistics = mergeStatistics(statistics, kernels.decodeAndMeasure(source, target, extent, format));
        this.#sumVoxels(sums, target, extent);
        continue;
      }
      if (mask !== null) setCount += kernels.decodeMask(source, target, extent, format, mask);
      else invalidCount += kernels.decodeLabels(source, target, extent, format);
      statistics = mergeStatistics(statistics, kernels.measure(target, extent, this.plan.facts.type));
      seen?.add(viewVoxels(kernels, target.offset, (rows * base.rowStride) / 2, 'uint16'));
      this.#sumVoxels(sums, target, extent);
    }
    return { statistics, setCount, invalidCount, sums, labels: seen?.labels() ?? new Uint16Array(0) };
  }

  /** Adds a plane of source rows to the remainder, while it is in the processor's cache. */
  #sumSource(sums: UnitSums, rows: Rows, extent: Extent): void {
    const { sums: wanted, samples, shape } = this.job;
    if (!wanted.source) return;
    const own = this.#kernels.sumRows(rows, extent, samples.rowBytes);
    sums.source = this.#kernels.shiftSum(sums.source, shape[1] * samples.rowBytes) ^ own;
  }

  /** Adds a plane of voxels to the remainder. Samples that the MRC gets unchanged are summed once for both. */
  #sumVoxels(sums: UnitSums, rows: Rows, { rows: count, columns }: Extent): void {
    const { sums: wanted, shape } = this.job;
    if (!wanted.voxels) return;
    if (wanted.source && isReadInPlace(this.job)) {
      sums.voxels = sums.source;
      return;
    }
    const { voxelBytes } = this.plan.facts;
    const pitch = shape[2] * voxelBytes;
    const own = this.#kernels.sumRows(rows, { rows: count, columns: columns * voxelBytes }, pitch);
    sums.voxels = this.#kernels.shiftSum(sums.voxels, shape[1] * pitch) ^ own;
  }

  #bin(unit: Unit): void {
    const { levels } = this.#buffers;
    const { kind, edge } = this.job;
    for (let index = 1; index < levels.length; index += 1) {
      const [source, target] = [levels[index - 1]!, levels[index]!];
      const [planes, rows, columns] = unitAtLevel(unit, index - 1, this.plan.facts.binsZ).extent;
      binLevel(this.#kernels, kind, source, target, { planes, rows, columns }, edge);
    }
  }

  /** Returns the bytes of a unit's level 0 in the MRC. */
  voxelBytes({ extent: [planes, rows, columns] }: Unit): number {
    return planes * rows * columns * this.plan.facts.voxelBytes;
  }

  /** The most that `voxelBytes` returns for any unit. */
  get mostVoxelBytes(): number {
    return this.#buffers.levels[0]!.bytes;
  }

  /** Returns level 0 of the last unit if it is stored as in the MRC, without gaps; else null. */
  viewVoxels(unit: Unit): Uint8Array | null {
    const { offset, planeStride } = this.#buffers.levels[0]!;
    const [planes] = unit.extent;
    const bytes = this.voxelBytes(unit);
    const isGapless = this.#runs(unit) === 1 && (planes === 1 || bytes === planes * planeStride);
    return isGapless ? this.#kernels.arena.bytes(offset, bytes) : null;
  }

  /** Copies level 0 of the last unit as stored in the MRC. */
  copyVoxels(unit: Unit, target: Uint8Array): void {
    const base = this.#buffers.levels[0]!;
    const all = this.#kernels.arena.bytes(base.offset, base.bytes);
    const [planes] = unit.extent;
    const planeBytes = this.voxelBytes(unit) / planes;
    const runs = this.#runs(unit);
    const runBytes = planeBytes / runs;
    for (let plane = 0; plane < planes; plane += 1) {
      for (let run = 0; run < runs; run += 1) {
        const start = plane * base.planeStride + run * base.rowStride;
        target.set(all.subarray(start, start + runBytes), plane * planeBytes + run * runBytes);
      }
    }
  }

  /** Returns the number of contiguous pieces of a plane's voxels: one if rows have no gaps, else one a row. */
  #runs({ extent: [, rows, columns] }: Unit): number {
    return columns * this.plan.facts.voxelBytes === this.#buffers.levels[0]!.rowStride ? 1 : rows;
  }
}

function sumOf(sizes: Int32Array): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Encodes the Blosc blocks of a unit's levels one after the other at `target`; returns the bytes of each, 0 for
 * zeros, and the remainders of each chunk's blocks if `isSummed`.
 */
async function encodeBlocks(
  kernels: Kernels,
  plan: PyramidPlan,
  buffers: readonly LevelBuffer[],
  unit: Unit,
  encodeBlock: EncodeBlock,
  target: Offset,
  isSummed: boolean,
): Promise<{ readonly sizes: Int32Array; readonly sums: BigUint64Array }> {
  const { voxelBytes, chunk } = plan.facts;
  const sizes: number[] = [];
  const sums: bigint[] = [];
  let position = target;
  for (const level of plan.levels) {
    const buffer = buffers[level.index]!;
    const extent = { rows: level.blockRows, columns: chunk[2] * voxelBytes };
    for (const { blocks } of chunkPieces(plan, level, unit)) {
      const start = position;
      for (const { plane, row, column } of blocks) {
        const rows = {
          offset: buffer.offset + plane * buffer.planeStride + row * buffer.rowStride + column * voxelBytes,
          rowStride: buffer.rowStride,
        };
        if (kernels.isZero(rows, extent)) {
          sizes.push(0);
          continue;
        }
        const encoded = encodeBlock(rows, extent, voxelBytes, position);
        const size = typeof encoded === 'number' ? encoded : await encoded;
        sizes.push(size);
        position += size;
      }
      if (isSummed) sums.push(kernels.sumBytes(start, position - start));
    }
  }
  return { sizes: Int32Array.from(sizes), sums: BigUint64Array.from(sums) };
}
