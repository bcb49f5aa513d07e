// Checks that the MRC and the OME-Zarr of a volume agree, unit by unit, when both are laid out as an ingest writes
// them.

import { isSameBytes } from '../../base/collections.js';
import { madeAhead } from '../../formats/byte-source.js';
import type { Planes } from '../kernels/blocks.js';
import { framePreludeBytes, scatteredFramePrelude } from '../kernels/blosc-frame.js';
import type { Kernels } from '../kernels/kernels.js';
import { mergeStatistics, noStatistics, type PartialStatistics } from '../kernels/statistics.js';
import { collectLabels } from '../labels.js';
import type { StoredRows } from '../row-reader.js';
import { binLevel, viewVoxels } from '../samples.js';
import type { BinningEdge, Shape, VolumeKind } from '../volume.js';
import { type ChunkBlocks, openChunkBlocks, type StoredBlocks } from './chunk-blocks.js';
import {
  blocksPerChunk,
  type ChunkPiece,
  chunkPieces,
  frameContent,
  type Level,
  largestUnit,
  planPyramid,
  type Unit,
  unitAtLevel,
  unitsOf,
} from './pyramid-plan.js';
import { type OpenWaiting, readRows } from './waiting-file.js';

/**
 * A volume whose MRC and OME-Zarr are laid out as an ingest writes them: samples of the kind's type, chunks of Blosc
 * blocks as the units of the engine make them. Can be posted to a thread.
 */
export interface CheckJob {
  readonly kind: VolumeKind;
  readonly shape: Shape;
  readonly mrc: Omit<StoredRows, 'reader'> & { readonly path: string };
  /** Directory of each level, finest first, and the separator of a chunk's index in its file name. */
  readonly levels: readonly { readonly directory: string; readonly separator: '.' | '/' }[];
}

/** The rule by which incomplete blocks at the far ends were binned; `any` if there are none. */
type EdgeFound = 'any' | 'mean' | 'zero';

/** A unit whose copies all agree. */
export interface SoundUnit {
  readonly edge: EdgeFound;
  readonly statistics: PartialStatistics;
  /** Labels other than 0 of an instance mask. */
  readonly labels: Uint16Array;
  readonly bytesRead: number;
}

/** A volume whose files all agree. */
export interface SoundVolume {
  readonly statistics: PartialStatistics;
  readonly labels: readonly number[];
  readonly bytesRead: number;
}

const float32 = { sampleType: 'float32', littleEndian: true, unsignedBytes: false } as const;

function chunkPath({ directory, separator }: CheckJob['levels'][number], { chunk }: ChunkPiece): string {
  return `${directory}/${chunk.join(separator)}`;
}

/** The share of a unit in a file: bytes of the MRC, `end` exclusive, or blocks of a chunk. */
export type UnitPart = { readonly path: string } & (
  | { readonly start: number; readonly end: number }
  | { readonly firstBlock: number; readonly lastBlock: number }
);

/** Returns what a unit takes of its files; those of chunks need not exist. */
export function partsOfUnit(job: CheckJob, unit: Unit): UnitPart[] {
  const plan = planPyramid(job.shape, job.kind);
  const [planes, rows, columns] = unit.extent;
  const bytes = (rows - 1) * job.mrc.rowBytes + columns * plan.facts.voxelBytes;
  const samples = Array.from({ length: planes }, (_, plane) => {
    const start = startInMrc(job, unit, plane, plan.facts.voxelBytes);
    return { path: job.mrc.path, start, end: start + bytes };
  });
  const chunks = plan.levels.flatMap((level, index) => {
    const files = job.levels[index];
    if (files === undefined) return [];
    return chunkPieces(plan, level, unit).map((piece) => ({
      path: chunkPath(files, piece),
      firstBlock: piece.blocks[0]?.index ?? 0,
      lastBlock: piece.blocks.at(-1)?.index ?? 0,
    }));
  });
  return [...samples, ...chunks];
}

/** Returns the position in the MRC of a unit's first voxel in one of its planes. */
function startInMrc({ mrc, shape }: CheckJob, { origin }: Unit, plane: number, voxelBytes: number): number {
  const [z, y, x] = origin;
  return mrc.offset + ((z + plane) * shape[1] + y) * mrc.rowBytes + x * voxelBytes;
}

/** Compares the units of a volume's MRC with the blocks of its OME-Zarr, level by level. */
export function unitChecker(
  kernels: Kernels,
  job: CheckJob,
  open: OpenWaiting,
): (unit: Unit) => SoundUnit | null {
  const { arena } = kernels;
  const plan = planPyramid(job.shape, job.kind);
  const largest: Unit = { index: 0, origin: [0, 0, 0], extent: largestUnit(plan) };
  const buffers = plan.levels.map(({ index }) => {
    const [planes, rows, columns] = extentAt(largest, index);
    return arena.allocate(planes * rows * columns * plan.facts.voxelBytes);
  });
  let bytesRead = 0;
  return check;

  /** Checks a unit; null if a copy differs from the MRC or from the level before, or cannot be read. */
  function check(unit: Unit): SoundUnit | null {
    const top = arena.top;
    bytesRead = 0;
    try {
      const measured = readMrc(unit);
      if (measured === null || !isStored(unit, 0)) return null;
      const edge = edgeOf(unit);
      return edge === null ? null : { ...measured, edge, bytesRead };
    } catch {
      // The full check, which follows, reports what is wrong.
      return null;
    } finally {
      arena.release(top);
    }
  }

  function readMrc(unit: Unit): Pick<SoundUnit, 'statistics' | 'labels'> | null {
    const { mrc, kind } = job;
    const { voxelBytes, type } = plan.facts;
    const [planes, rows, columns] = unit.extent;
    const base = at(unit, 0);
    const seen = kind === 'instance-mask' ? collectLabels() : null;
    let statistics: PartialStatistics = noStatistics;
    const file = open(mrc.path, true);
    if (file === null) return null;
    try {
      for (let plane = 0; plane < planes; plane += 1) {
        const target = { offset: base.offset + plane * base.planeStride, rowStride: base.rowStride };
        const from = startInMrc(job, unit, plane, voxelBytes);
        const bytes = arena.bytes(target.offset, rows * base.rowStride);
        readRows(file.read, bytes, from, base.rowStride, mrc.rowBytes);
        const extent = { rows, columns };
        const measured =
          type === 'float32'
            ? kernels.decodeAndMeasure(target, target, extent, float32)
            : kernels.measure(target, extent, type);
        statistics = mergeStatistics(statistics, measured);
        seen?.add(viewVoxels(kernels, target.offset, rows * columns, 'uint16'));
      }
    } finally {
      file.close();
    }
    bytesRead += planes * rows * columns * voxelBytes;
    const isMask = kind !== 'semantic-mask' || (statistics.min >= 0 && statistics.max <= 1);
    return isMask ? { statistics, labels: seen?.labels() ?? new Uint16Array(0) } : null;
  }

  /** Returns how the levels were binned; null if by no known rule. */
  function edgeOf(unit: Unit): EdgeFound | null {
    if (isBinned(unit, 'mean')) return hasEdge(unit) ? 'mean' : 'any';
    return hasEdge(unit) && isBinned(unit, 'zero') ? 'zero' : null;
  }

  /** True if a block at the end of some level has fewer voxels than the others. */
  function hasEdge(unit: Unit): boolean {
    const { binsZ, type } = plan.facts;
    if (type !== 'float32') return false;
    return [0, 1].some((level) => {
      const [planes, rows, columns] = extentAt(unit, level);
      return rows % 2 === 1 || columns % 2 === 1 || (binsZ && planes % 2 === 1);
    });
  }

  function isBinned(unit: Unit, edge: BinningEdge): boolean {
    for (let level = 1; level < plan.levels.length; level += 1) {
      bin(unit, level, edge);
      if (!isStored(unit, level)) return false;
    }
    return true;
  }

  function bin(unit: Unit, level: number, edge: BinningEdge): void {
    const [source, target] = [at(unit, level - 1), at(unit, level)];
    const [planes, rows, columns] = extentAt(unit, level - 1);
    binLevel(kernels, job.kind, source, target, { planes, rows, columns }, edge);
  }

  /** True if the blocks of a level hold the contents of its buffer. */
  function isStored(unit: Unit, index: number): boolean {
    const level = plan.levels[index];
    const files = job.levels[index];
    if (level === undefined || files === undefined) return false;
    return chunkPieces(plan, level, unit).every((piece) => {
      const chunk = openChunkBlocks(open, chunkPath(files, piece), frameContent(plan, level));
      if (chunk === null) return isZero(unit, level, piece);
      try {
        return isPiece(unit, level, piece, chunk) && isPaddingSound(level, piece, chunk);
      } finally {
        bytesRead += chunk.bytesRead();
        chunk.close();
      }
    });
  }

  function isZero(unit: Unit, level: Level, piece: ChunkPiece): boolean {
    return blocksOf(unit, level, piece).every(({ rows, extent }) => kernels.isZero(rows, extent));
  }

  function isPiece(unit: Unit, level: Level, piece: ChunkPiece, chunk: ChunkBlocks): boolean {
    const { blockBytes } = frameContent(plan, level);
    const rowStride = plan.facts.chunk[2] * plan.facts.voxelBytes;
    return arena.scoped(() => {
      const decoded = decode(level, piece.blocks.length, (allocate) =>
        chunk.read(
          piece.blocks.map(({ index }) => index),
          allocate,
        ),
      );
      return blocksOf(unit, level, piece).every(({ rows, extent }, index) =>
        kernels.isSame(rows, { offset: decoded + index * blockBytes, rowStride }, extent),
      );
    });
  }

  /** Decodes the blocks beyond the ends of the level too, with the first of a chunk. Fails if one is damaged. */
  function isPaddingSound(level: Level, { chunk: [z, y], blocks }: ChunkPiece, chunk: ChunkBlocks): boolean {
    if (blocks[0]?.index !== 0) return true;
    const { chunk: size } = plan.facts;
    const groups = size[1] / level.blockRows;
    const planes = level.shape[0] - z * size[0];
    const usedGroups = Math.ceil((level.shape[1] - y * size[1]) / level.blockRows);
    const padding: number[] = [];
    for (let block = 0; block < blocksPerChunk(plan, level); block += 1) {
      if (Math.floor(block / groups) >= planes || block % groups >= usedGroups) padding.push(block);
    }
    const { offsets, bytes } = chunk.read(padding, (length) => new Uint8Array(length));
    let decoded: Uint8Array | null = null;
    for (const [at, start] of offsets.entries()) {
      const block = bytes.subarray(start, offsets[at + 1] ?? bytes.length);
      // An ingest repeats one block of zeros, which is decoded once.
      if (decoded !== null && isSameBytes(decoded, block)) continue;
      arena.scoped(() =>
        decode(level, 1, (allocate) => {
          allocate(block.length).set(block);
          return { offsets: [0], bytes: block };
        }),
      );
      decoded = block;
    }
    return true;
  }

  /** Decodes blocks that are read into kernel memory, one after the other. Fails if one is damaged. */
  function decode(
    level: Level,
    count: number,
    read: (allocate: (length: number) => Uint8Array) => StoredBlocks,
  ): number {
    const { blockBytes, typeSize } = frameContent(plan, level);
    const content = { blockBytes, typeSize, contentBytes: count * blockBytes };
    const preludeBytes = framePreludeBytes(content);
    const target = arena.allocate(content.contentBytes);
    const source = arena.top;
    const { offsets, bytes } = read((length) =>
      arena.bytes(arena.allocate(preludeBytes + length) + preludeBytes, length),
    );
    const length = preludeBytes + bytes.length;
    const starts = offsets.map((offset) => preludeBytes + offset);
    arena.bytes(source, preludeBytes).set(scatteredFramePrelude(content, starts, length));
    kernels.decodeFrame(source, length, target, content.contentBytes);
    return target;
  }

  /** Returns the voxels of a piece's blocks in the level's buffer; columns count bytes. */
  function blocksOf(unit: Unit, level: Level, { blocks }: ChunkPiece) {
    const { chunk, voxelBytes } = plan.facts;
    const [, rows, columns] = extentAt(unit, level.index);
    const { offset, rowStride, planeStride } = at(unit, level.index);
    return blocks.map(({ plane, row, column }) => ({
      rows: { offset: offset + plane * planeStride + row * rowStride + column * voxelBytes, rowStride },
      extent: {
        rows: Math.min(level.blockRows, rows - row),
        columns: Math.min(chunk[2], columns - column) * voxelBytes,
      },
    }));
  }

  function extentAt(unit: Unit, level: number): Shape {
    return unitAtLevel(unit, level, plan.facts.binsZ).extent;
  }

  /** Returns a level's buffer with the unit's rows without gaps. */
  function at(unit: Unit, level: number): Planes {
    const [, rows, columns] = extentAt(unit, level);
    const rowStride = columns * plan.facts.voxelBytes;
    return { offset: buffers[level] ?? 0, rowStride, planeStride: rows * rowStride };
  }
}

/**
 * Checks the units of a volume, `ahead` of them beside the next, and adds them up in order, so that the statistics are
 * the same for any number of workers. Returns null if a copy differs. Fails like `check`, and when the signal aborts.
 */
export async function checkUnits(
  job: CheckJob,
  ahead: number,
  check: (unit: Unit) => Promise<SoundUnit | null>,
  signal?: AbortSignal,
): Promise<SoundVolume | null> {
  const labels = collectLabels();
  let edge: EdgeFound = 'any';
  let statistics = noStatistics;
  let bytesRead = 0;
  const units = unitsOf(planPyramid(job.shape, job.kind));
  for await (const unit of madeAhead(units, ahead, check)) {
    signal?.throwIfAborted();
    // All units must have been binned by one rule.
    const isOther = unit !== null && unit.edge !== 'any' && edge !== 'any' && unit.edge !== edge;
    if (unit === null || isOther) return null;
    if (unit.edge !== 'any') edge = unit.edge;
    statistics = mergeStatistics(statistics, unit.statistics);
    labels.add(unit.labels);
    bytesRead += unit.bytesRead;
  }
  return { statistics, labels: [...labels.labels()], bytesRead };
}
