import { type Extent, type Offset, type Rows, sourceRowBytes } from '../kernels/blocks.js';
import type { Kernels } from '../kernels/kernels.js';
import { mergeStatistics, noStatistics, type PartialStatistics } from '../kernels/statistics.js';
import { collectLabels } from '../labels.js';
import { binLevel, viewVoxels } from '../samples.js';
import type { Shape } from '../volume.js';
import { blockEncoder, type EncodeBlock } from '../zarr/block-encoder.js';
import { previewOfUnit } from './preview.js';
import { chunkPieces, planPyramid, type Unit, unitAtLevel } from './pyramid-plan.js';
import { allocateUnitBuffers, copyBox, isReadInPlace } from './unit-buffers.js';
import type { EncodedUnit, UnitPreview, UnitResult, VolumeJob } from './volume-job.js';

/** Fills `target` with the source rows of a unit from row `y` of section `z`, cut to the unit's columns. */
export type ReadPlane = (target: Uint8Array, z: number, y: number) => void;

export type DecodedUnit = Pick<UnitResult, 'statistics' | 'setCount' | 'labels' | 'invalidCount' | 'sums'>;

const nothing = new Uint8Array(0);
const nothingEncoded: EncodedUnit = {
  sizes: new Int32Array(0),
  encoded: nothing,
  encodedSums: new BigUint64Array(0),
  coarse: nothing,
};

export type UnitConverter = ReturnType<typeof unitConverter>;

/**
 * Converts the units of a volume to statistics, voxels and encoded blocks, in kernel memory. Takes the whole arena of the
 * kernels, with `results` result buffers; an earlier converter becomes invalid.
 */
export function unitConverter(kernels: Kernels, job: VolumeJob, results: number) {
  const plan = planPyramid(job.shape, job.kind, { levels: job.levels, version: job.zarr?.version });
  const encodeBlock = job.zarr === null ? null : blockEncoder(kernels, job.zarr.compression);
  const buffers = allocateUnitBuffers(kernels, plan, job, results);
  const base = buffers.levels[0]!;
  let lastExtent = '';
  /** Remainders of a unit, as far as it is decoded. */
  let sums = { source: 0n, voxels: 0n };
  return {
    job,
    plan,
    decode,
    encode,
    preview: previewOf,
    encodeChunk,
    voxelBytes: voxelBytesOf,
    /** The most that `voxelBytes` returns for any unit. */
    mostVoxelBytes: base.bytes,
    viewVoxels: viewUnit,
    copyVoxels,
  };

  /** Bins and encodes the last decoded unit; the bytes are valid until the next call for the same result buffer. */
  async function encode(unit: Unit, result: number): Promise<EncodedUnit> {
    if (encodeBlock === null) return nothingEncoded;
    bin(unit);
    const { levels, shards } = buffers;
    const { arena } = kernels;
    const target = buffers.encoded[result]!;
    const { sizes, sums, coarseBytes } = await (shards === null
      ? encodeBlocks(unit, encodeBlock, target)
      : shards.encodeUnit(levels, unit, target, job.sums.encoded));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const coarse = arena.bytes(target + bytes, coarseBytes);
    return { sizes, encoded: arena.bytes(target, bytes), encodedSums: sums, coarse };
  }

  /**
   * Encodes the Blosc blocks of a unit's levels one after the other at `target`; returns the bytes of each, 0 for
   * zeros, and the remainders of each chunk's blocks if they are summed.
   */
  async function encodeBlocks(unit: Unit, encodeBlock: EncodeBlock, target: Offset) {
    const { voxelBytes, chunk } = plan.facts;
    const sizes: number[] = [];
    const sums: bigint[] = [];
    let position = target;
    for (const level of plan.levels) {
      const buffer = buffers.levels[level.index]!;
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
        if (job.sums.encoded) sums.push(kernels.sumBytes(start, position - start));
      }
    }
    return { sizes: Int32Array.from(sizes), sums: BigUint64Array.from(sums), coarseBytes: 0 };
  }

  /** Returns a copy of the preview of the last encoded unit; null if none is requested. */
  function previewOf(unit: Unit): UnitPreview | null {
    return job.preview && previewOfUnit(kernels, buffers.levels, unit, job.preview);
  }

  /** Encodes a chunk of a shard: a frame, valid until the next call and empty for zeros, and its remainder. */
  async function encodeChunk(samples: Uint8Array) {
    return (await buffers.shards?.encodeChunk(samples)) ?? { frame: nothing, sum: 0n };
  }

  function clearPadding([planes, rows, columns]: Shape): void {
    // Only chunks in shards have padding behind the last plane.
    const key = [buffers.shards === null ? 0 : planes, rows, columns].join();
    if (key === lastExtent) return;
    lastExtent = key;
    for (const { offset, bytes } of buffers.levels) {
      if (offset !== 0) kernels.arena.clear(offset, bytes);
    }
  }

  /**
   * Decodes a unit whose source rows `read` delivers, plane by plane, so that a plane is still in the processor's cache
   * when it is decoded. The voxels are valid until the next call.
   */
  function decode({ origin, extent: size }: Unit, read: ReadPlane): DecodedUnit {
    clearPadding(size);
    const { format, mask, kind } = job;
    const { raw } = buffers;
    const [planes, rows, columns] = size;
    const extent = { rows, columns };
    const rowBytes = sourceRowBytes(format.sampleType, columns);
    const seen = kind === 'instance-mask' ? collectLabels() : null;
    let statistics: PartialStatistics = noStatistics;
    let [setCount, invalidCount] = [0, 0];
    sums = { source: 0n, voxels: 0n };
    for (let plane = 0; plane < planes; plane += 1) {
      const source = { offset: raw.offset + plane * raw.planeStride, rowStride: rowBytes };
      const target = { offset: base.offset + plane * base.planeStride, rowStride: base.rowStride };
      read(kernels.arena.bytes(source.offset, rows * rowBytes), origin[0] + plane, origin[1]);
      sumSource(source, { rows, columns: rowBytes });
      if (kind === 'tomogram' || kind === 'tiltseries') {
        statistics = mergeStatistics(statistics, kernels.decodeAndMeasure(source, target, extent, format));
        sumVoxels(target, extent);
        continue;
      }
      if (mask !== null) setCount += kernels.decodeMask(source, target, extent, format, mask);
      else invalidCount += kernels.decodeLabels(source, target, extent, format);
      statistics = mergeStatistics(statistics, kernels.measure(target, extent, plan.facts.type));
      seen?.add(viewVoxels(kernels, target.offset, (rows * base.rowStride) / 2, 'uint16'));
      sumVoxels(target, extent);
    }
    return { statistics, setCount, invalidCount, sums, labels: seen?.labels() ?? new Uint16Array(0) };
  }

  /** Adds a plane of source rows to the remainder, while it is in the processor's cache. */
  function sumSource(rows: Rows, extent: Extent): void {
    const { sums: wanted, samples, shape } = job;
    if (!wanted.source) return;
    const own = kernels.sumRows(rows, extent, samples.rowBytes);
    sums.source = kernels.shiftSum(sums.source, shape[1] * samples.rowBytes) ^ own;
  }

  /** Adds a plane of voxels to the remainder. Samples that the MRC gets unchanged are summed once for both. */
  function sumVoxels(rows: Rows, { rows: count, columns }: Extent): void {
    const { sums: wanted, shape } = job;
    if (!wanted.voxels) return;
    if (wanted.source && isReadInPlace(job)) {
      sums.voxels = sums.source;
      return;
    }
    const { voxelBytes } = plan.facts;
    const pitch = shape[2] * voxelBytes;
    const own = kernels.sumRows(rows, { rows: count, columns: columns * voxelBytes }, pitch);
    sums.voxels = kernels.shiftSum(sums.voxels, shape[1] * pitch) ^ own;
  }

  function bin(unit: Unit): void {
    const { levels } = buffers;
    const { kind, edge } = job;
    for (let index = 1; index < levels.length; index += 1) {
      const [source, target] = [levels[index - 1]!, levels[index]!];
      const [planes, rows, columns] = unitAtLevel(unit, index - 1, plan.facts.binsZ).extent;
      binLevel(kernels, kind, source, target, { planes, rows, columns }, edge);
    }
  }

  /** Returns the bytes of a unit's level 0 in the MRC. */
  function voxelBytesOf({ extent: [planes, rows, columns] }: Unit): number {
    return planes * rows * columns * plan.facts.voxelBytes;
  }

  /** Returns level 0 of the last unit if it is stored as in the MRC, without gaps; else null. */
  function viewUnit(unit: Unit): Uint8Array | null {
    const [planes, rows, columns] = unit.extent;
    const bytes = voxelBytesOf(unit);
    const hasWholeRows = rows === 1 || columns * plan.facts.voxelBytes === base.rowStride;
    const isGapless = hasWholeRows && (planes === 1 || bytes === planes * base.planeStride);
    return isGapless ? kernels.arena.bytes(base.offset, bytes) : null;
  }

  /** Copies level 0 of the last unit as stored in the MRC. */
  function copyVoxels({ extent }: Unit, target: Uint8Array): void {
    copyBox(kernels, base, plan.facts.voxelBytes, { origin: [0, 0, 0], extent }, target);
  }
}
