import { StorageError } from '../../errors/index.js';
import { faultOf, type TreeReader } from '../../tree/index.js';
import {
  type Kernels,
  type SampleFormat,
  sourceRowBytes,
  type VoxelType,
} from '../../volume/kernels/index.js';
import type { Shape } from '../../volume/volume.js';
import { decodeChunk } from '../../volume/zarr/index.js';
import type { ZarrArray, ZarrFiles } from '../contexts/index.js';
import type { Fault } from '../finding.js';
import { type ChunkPlace, gridOf } from './chunk-grid.js';
import { readVoxels } from './read-voxels.js';
import { voxelBytes } from './voxel-format.js';

/** What became of a chunk that was asked for: its voxels, or zeros where it is absent or damaged. */
export interface ReadChunk {
  readonly path: string;
  readonly isAbsent: boolean;
  readonly problem: Fault | null;
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
  readonly shape: Shape;
  readonly chunk: Shape;
  readonly grid: Shape;
  readonly #kernels: Kernels;
  readonly #reader: TreeReader;
  readonly #zarr: ZarrFiles;
  readonly #array: ZarrArray;
  readonly #format: SampleFormat;
  readonly #type: VoxelType;
  /** Where stored chunks are unpacked. */
  readonly #packed: number;

  constructor(
    kernels: Kernels,
    reader: TreeReader,
    zarr: ZarrFiles,
    level: string,
    array: ZarrArray,
    format: SampleFormat,
    type: VoxelType,
    isLast: boolean,
  ) {
    this.#kernels = kernels;
    this.#reader = reader;
    this.#zarr = zarr;
    this.#array = array;
    this.#format = format;
    this.#type = type;
    this.level = level;
    this.isLast = isLast;
    this.isInteger = !format.sampleType.startsWith('float');
    this.sampleBytes = voxelBytes[type];
    this.shape = array.shape;
    this.chunk = array.chunks;
    this.grid = gridOf(array.shape, array.chunks);
    this.#packed = kernels.arena.allocate(this.#storedBytes);
  }

  /** Bytes that a whole chunk takes in kernel memory. */
  get bytes(): number {
    return this.chunk[0] * this.chunk[1] * this.chunk[2] * voxelBytes[this.#type];
  }

  /** Reads what of a chunk lies in the level to `target`, without gaps. */
  async read({ index, extent }: ChunkPlace, target: number): Promise<ReadChunk> {
    const inside = `${this.level}/${index.join(this.#array.separator)}`;
    const path = `${this.#zarr.path}/${inside}`;
    const [planes, rows, columns] = extent;
    const { arena } = this.#kernels;
    const length = planes * rows * columns * voxelBytes[this.#type];
    if (!this.#zarr.files.has(inside)) {
      arena.clear(target, length);
      return { path, isAbsent: true, problem: null };
    }
    try {
      const bytes = await this.#bytesOf(path);
      const size = this.#storedBytes;
      const stored = await decodeChunk(bytes, this.#array.compressor, size, path, this.#kernels);
      arena.bytes(this.#packed, size).set(stored);
    } catch (error) {
      arena.clear(target, length);
      const problem: Fault = { path, ...faultOf(error) };
      const isEmpty = this.#zarr.files.get(inside) === 0;
      return { path, isAbsent: false, problem: isEmpty ? { ...problem, toldBy: 'FILE_EMPTY' } : problem };
    }
    const rowStride = sourceRowBytes(this.#format.sampleType, this.chunk[2]);
    for (let plane = 0; plane < planes; plane++) {
      const source = this.#packed + plane * this.chunk[1] * rowStride;
      const to = target + plane * rows * columns * voxelBytes[this.#type];
      readVoxels(this.#kernels, source, rowStride, to, { rows, columns }, this.#format, this.#type);
    }
    return { path, isAbsent: false, problem: null };
  }

  get #storedBytes(): number {
    return this.chunk[0] * this.chunk[1] * sourceRowBytes(this.#format.sampleType, this.chunk[2]);
  }

  async #bytesOf(path: string): Promise<Uint8Array> {
    const limit = 2 * this.#storedBytes + 65_536;
    const content = await this.#reader.content({ path, size: 0 }, limit, (bytes) => bytes);
    if (content.value !== null) return content.value;
    const { message = 'unreadable', ...facts } = content.problem ?? {};
    throw new StorageError('failed', message, facts);
  }
}
