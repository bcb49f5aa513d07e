import { issueOf, type TreeReader } from '../../tree/tree-reader.js';
import {
  type ChunkLocation,
  chunkAt,
  gridIndices,
  gridOf,
  isSameShape,
  levelShape,
  voxelCount,
} from '../../volume/chunk-grid.js';
import type { Offset, VoxelType } from '../../volume/kernels/blocks.js';
import type { Kernels } from '../../volume/kernels/kernels.js';
import { voxelBytes } from '../../volume/kernels/wasm-exports.js';
import { decodeVoxels, isNative, kindFacts } from '../../volume/samples.js';
import type { Shape } from '../../volume/volume.js';
import { largestChunk, ZarrArray } from '../../volume/zarr/zarr-array.js';
import type { VolumeContext, ZarrFiles } from '../contexts/acquisition.js';
import { issue, type ReportedIssue } from '../finding.js';
import { describeShape } from '../rules/volume.js';

/** The size limit of a chunk, in voxels: several are held as float32. */
const mostVoxels = largestChunk / 4;
/**
 * The limits for sparse arrays, whose missing chunks are read as fill value: a grid may have a number of chunks, and a
 * few more per existing file, as masks are mostly empty. A damaged header with a huge shape would otherwise take hours.
 */
const chunksPerFile = 8;
const freeChunks = 4096;
/** The limit if the MRC confirms the shape. */
const freeChunksOfSure = 1_000_000;
/** With a confirmed shape, chunks of this many voxels may be absent in any number. */
const worthwhileChunk = 4096;

/**
 * Opens the levels of a volume's OME-Zarr that can be read, in ascending order; ends at a level with an invalid header.
 * `unlooked` is an issue for a level whose chunks are too large or too many, unless another rule reports it.
 */
export function openLevels(kernels: Kernels, reader: TreeReader, volume: VolumeContext) {
  const { zarr, kind } = volume;
  const levels: LevelReader[] = [];
  if (zarr === null) return { levels, unlooked: null };
  const mrcShape = volume.mrc?.value?.shape ?? null;
  const { type } = kindFacts(kind);
  const names = [...zarr.arrays.keys()].sort();
  for (const [index, name] of names.entries()) {
    const metadata = zarr.arrays.get(name)?.value?.readable;
    if (metadata == null || name !== `${index}`) break;
    const { shape, chunk, format, sampleBytes } = metadata;
    const base = levels[0]?.shape ?? shape;
    if (!isSameShape(shape, levelShape(base, index, kind))) break;
    const count = voxelCount(gridOf(shape, metadata.shard?.shape ?? chunk));
    const chunkVoxels = voxelCount(chunk);
    const isSure = mrcShape !== null && isSameShape(base, mrcShape);
    const free = isSure ? freeChunksOfSure : freeChunks;
    const isSparse = count > free + chunksPerFile * zarr.files.size;
    const isTooLarge = chunkVoxels > mostVoxels || chunkVoxels * sampleBytes > largestChunk;
    if (isTooLarge || (isSparse && !(isSure && chunkVoxels >= worthwhileChunk))) {
      const isTold = isSure || mrcShape === null;
      return { levels, unlooked: isTold ? unlookedLevel(zarr, name, chunk) : null };
    }
    if (type !== 'float32' && format.sampleType !== type) break;
    const array = new ZarrArray(reader.counted, `${zarr.path}/${name}`, metadata);
    levels.push(levelReader(kernels, zarr, name, array, type, index === names.length - 1));
  }
  return { levels, unlooked: null };
}

function unlookedLevel(zarr: ZarrFiles, level: string, chunks: Shape): ReportedIssue {
  const expected = `at most ${mostVoxels} voxels, and no more chunks than there are files for`;
  const text = issue('chunks of this size cannot be looked into', describeShape(chunks), expected);
  return { path: zarr.arrays.get(level)?.path ?? zarr.path, ...text };
}

/** The result of reading a chunk. Its voxels are 0 if it is absent or damaged. */
export interface ReadChunk {
  readonly path: string;
  /** True if the chunk does not exist and the fill value is 0. */
  readonly isAbsent: boolean;
  readonly problem: ReportedIssue | null;
}

/** Reads the chunks of one level into kernel memory. */
export type LevelReader = ReturnType<typeof levelReader>;

/** Returns a reader of the chunks of one level, which puts them into kernel memory. */
function levelReader(
  kernels: Kernels,
  zarr: ZarrFiles,
  level: string,
  array: ZarrArray,
  type: VoxelType,
  isLast: boolean,
) {
  const { shape, chunk, grid, unpackedBytes, metadata } = array;
  const { format } = metadata;
  const sampleSize = voxelBytes(type);
  /** The buffer for decompressed chunks; null if they need no conversion. */
  const packed = isNative(format, type) ? null : kernels.arena.allocate(unpackedBytes);
  /** The extent of the largest part of a chunk within the level. */
  const { extent } = chunkAt([0, 0, 0], shape, chunk);
  return {
    level,
    /** True for the last level of the OME-Zarr. */
    isLast,
    /** True if samples are stored as integers. */
    isInteger: !format.sampleType.startsWith('float'),
    /** The size of a sample in kernel memory, in bytes. */
    sampleBytes: sampleSize,
    /** True if the level below was compared with this one. */
    wasCompared: false,
    shape,
    chunk,
    grid,
    extent,
    /** The bytes of kernel memory that `read` needs. */
    bytes: packed === null ? unpackedBytes : voxelCount(extent) * sampleSize,
    read,
  };

  /** Reads the part of a chunk within the level to `target`, without gaps. `target` needs space for `bytes`. */
  async function read(location: ChunkLocation, target: Offset): Promise<ReadChunk> {
    const path = array.chunkKey(location.index);
    const size = zarr.files.get(path.slice(zarr.path.length + 1));
    try {
      const stored = size === undefined ? null : await array.fetch(location.index);
      await unpack(stored, location, target);
      return { path, isAbsent: stored === null && metadata.fillValue === 0, problem: null };
    } catch (error) {
      kernels.arena.clear(target, voxelCount(location.extent) * sampleSize);
      const problem: ReportedIssue = { path, ...issueOf(error) };
      const reportedBy = size === 0 ? { reportedBy: 'FILE_EMPTY' } : {};
      return { path, isAbsent: false, problem: { ...problem, ...reportedBy } };
    }
  }

  async function unpack(stored: Uint8Array | null, location: ChunkLocation, target: Offset): Promise<void> {
    await array.unpack(stored, location, kernels, packed ?? target);
    if (packed === null) return;
    const columns = voxelCount(location.extent);
    const source = { offset: packed, rowStride: columns * metadata.sampleBytes };
    const to = { offset: target, rowStride: columns * sampleSize };
    decodeVoxels(kernels, source, to, { rows: 1, columns }, format, type);
  }
}

/** Yields all chunks in groups that make one of the next level; `factor`: the group's size along each axis. */
export function* chunksInGroups(shape: Shape, chunk: Shape, factor: Shape): Generator<ChunkLocation> {
  const grid = gridOf(shape, chunk);
  for (const group of gridIndices(gridOf(grid, factor))) {
    const { origin: start, extent } = chunkAt(group, grid, factor);
    for (const [z, y, x] of gridIndices(extent)) {
      yield chunkAt([start[0] + z, start[1] + y, start[2] + x], shape, chunk);
    }
  }
}

/** Returns the first, the middle and the last item; all items if there are at most three. */
export function sampleOf<Item>(items: readonly Item[]): Item[] {
  if (items.length <= 3) return [...items];
  return [0, items.length >> 1, items.length - 1].map((index) => items[index] as Item);
}
