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
import type { ReportedIssue } from '../finding.js';
import { describeShape } from '../rules/volume.js';

/** Voxels of the largest chunk: several of them are held as float32. */
const mostVoxels = largestChunk / 4;
/** A grid may have so many places for each chunk that is there, masks being mostly empty. */
const placesPerChunk = 8;
const freePlaces = 4096;
/** The same where the MRC tells that the shape is not a broken header, and chunks that may be absent in any number there. */
const freePlacesOfSure = 1_000_000;
const worthwhileChunk = 4096;

/**
 * The levels of a volume's zarr that can be read, ascending; a level whose header makes no sense ends them. One whose
 * chunks are too large or too many to be looked into, and of which no other rule says anything, is `unlooked`.
 */
export function openLevels(
  kernels: Kernels,
  reader: TreeReader,
  volume: VolumeContext,
): { levels: LevelReader[]; unlooked: ReportedIssue | null } {
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
    const places = voxelCount(gridOf(shape, metadata.shard?.shape ?? chunk));
    const chunkVoxels = voxelCount(chunk);
    const isSure = mrcShape !== null && isSameShape(base, mrcShape);
    const free = isSure ? freePlacesOfSure : freePlaces;
    const isSparse = places > free + placesPerChunk * zarr.files.size;
    const isTooLarge = chunkVoxels > mostVoxels || chunkVoxels * sampleBytes > largestChunk;
    if (isTooLarge || (isSparse && !(isSure && chunkVoxels >= worthwhileChunk))) {
      return {
        levels,
        unlooked: isSure || mrcShape === null ? unlookedLevel(zarr, name, chunk) : null,
      };
    }
    if (type !== 'float32' && format.sampleType !== type) break;
    const array = new ZarrArray(reader.counted, `${zarr.path}/${name}`, metadata);
    levels.push(new LevelReader(kernels, zarr, name, array, type, index === names.length - 1));
  }
  return { levels, unlooked: null };
}

function unlookedLevel(zarr: ZarrFiles, level: string, chunks: Shape): ReportedIssue {
  return {
    path: zarr.arrays.get(level)?.path ?? zarr.path,
    message: 'chunks of this size cannot be looked into',
    found: describeShape(chunks),
    expected: `at most ${mostVoxels} voxels, and no more chunks than there are files for`,
  };
}

/** What became of a chunk that was asked for: its voxels, or zeros where it is absent or damaged. */
export interface ReadChunk {
  readonly path: string;
  /** Not there, so that all of it is 0. */
  readonly isAbsent: boolean;
  readonly problem: ReportedIssue | null;
}

/** Reads the chunks of one level into kernel memory. */
export class LevelReader {
  readonly level: string;
  /** No level is made of this one. */
  readonly isLast: boolean;
  /** Samples are stored as integers. */
  readonly isInteger: boolean;
  /** Bytes of a sample in kernel memory. */
  readonly sampleBytes: number;
  /** Whether the level below was held against it. */
  wasCompared = false;
  readonly #kernels: Kernels;
  readonly #zarr: ZarrFiles;
  readonly #array: ZarrArray;
  readonly #type: VoxelType;
  /** Where stored chunks are unpacked; null where that is the voxels' own place. */
  readonly #packed: Offset | null;

  constructor(
    kernels: Kernels,
    zarr: ZarrFiles,
    level: string,
    array: ZarrArray,
    type: VoxelType,
    isLast: boolean,
  ) {
    const { format } = array.metadata;
    this.#kernels = kernels;
    this.#zarr = zarr;
    this.#array = array;
    this.#type = type;
    this.level = level;
    this.isLast = isLast;
    this.isInteger = !format.sampleType.startsWith('float');
    this.sampleBytes = voxelBytes(type);
    this.#packed = isNative(format, type) ? null : kernels.arena.allocate(array.chunkBytes);
  }

  get shape(): Shape {
    return this.#array.shape;
  }

  get chunk(): Shape {
    return this.#array.chunk;
  }

  get grid(): Shape {
    return this.#array.grid;
  }

  /** Bytes that a whole chunk takes in kernel memory. */
  get bytes(): number {
    return voxelCount(this.chunk) * this.sampleBytes;
  }

  /** Reads what of a chunk lies in the level to `target`, without gaps; there must be room for a whole chunk. */
  async read(place: ChunkLocation, target: Offset): Promise<ReadChunk> {
    const path = this.#array.chunkKey(place.index);
    const size = this.#zarr.files.get(path.slice(this.#zarr.path.length + 1));
    try {
      const stored = size === undefined ? null : await this.#array.fetch(place.index);
      await this.#unpack(stored, place, target);
      return { path, isAbsent: stored === null && this.#array.metadata.fillValue === 0, problem: null };
    } catch (error) {
      this.#kernels.arena.clear(target, voxelCount(place.extent) * this.sampleBytes);
      const problem: ReportedIssue = { path, ...issueOf(error) };
      return {
        path,
        isAbsent: false,
        problem: size === 0 ? { ...problem, reportedBy: 'FILE_EMPTY' } : problem,
      };
    }
  }

  async #unpack(stored: Uint8Array | null, place: ChunkLocation, target: Offset): Promise<void> {
    await this.#array.unpack(stored, place, this.#kernels, this.#packed ?? target);
    if (this.#packed === null) return;
    const columns = voxelCount(place.extent);
    const { format, sampleBytes } = this.#array.metadata;
    const source = { offset: this.#packed, rowStride: columns * sampleBytes };
    const to = { offset: target, rowStride: columns * this.sampleBytes };
    decodeVoxels(this.#kernels, source, to, { rows: 1, columns }, format, this.#type);
  }
}

/**
 * Every chunk of an array, those that make one chunk of the next level side by side: `factor` is how many of them do
 * along each axis.
 */
export function* chunksInGroups(shape: Shape, chunk: Shape, factor: Shape): Generator<ChunkLocation> {
  const grid = gridOf(shape, chunk);
  for (const group of gridIndices(gridOf(grid, factor))) {
    const { origin: start, extent } = chunkAt(group, grid, factor);
    for (const [z, y, x] of gridIndices(extent)) {
      yield chunkAt([start[0] + z, start[1] + y, start[2] + x], shape, chunk);
    }
  }
}

/** The first, middle and last of a list, or all of a shorter one. */
export function sampleOf<Item>(items: readonly Item[]): Item[] {
  if (items.length <= 3) return [...items];
  return [0, items.length >> 1, items.length - 1].map((index) => items[index] as Item);
}
