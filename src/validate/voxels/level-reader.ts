import { issueOf } from '../../tree/tree-reader.js';
import { type ChunkLocation, voxelCount } from '../../volume/chunk-grid.js';
import { type Kernels, type Offset, type VoxelType, voxelBytes } from '../../volume/kernels/index.js';
import { decodeVoxels, isNative } from '../../volume/samples/index.js';
import type { Shape } from '../../volume/volume.js';
import type { ZarrArray } from '../../volume/zarr/index.js';
import type { ZarrFiles } from '../contexts/index.js';
import type { ReportedIssue } from '../finding.js';

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
