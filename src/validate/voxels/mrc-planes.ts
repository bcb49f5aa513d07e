import type { RandomReader } from '../../storage/index.js';
import {
  type Kernels,
  type SampleFormat,
  sourceRowBytes,
  type VoxelType,
} from '../../volume/kernels/index.js';
import { type MrcHeader, mrcDataLength, mrcHeaderLength } from '../mrc/mrc-header.js';
import { readVoxels } from './read-voxels.js';

/** A part of one section: rows and columns of it. */
export interface PlanePart {
  readonly z: number;
  readonly y: number;
  readonly rows: number;
  readonly x: number;
  readonly columns: number;
}

/** Reads parts of a MRC file's sections into kernel memory. */
export class MrcPlanes {
  readonly #kernels: Kernels;
  readonly #file: RandomReader;
  readonly #header: MrcHeader;
  readonly #format: SampleFormat;
  readonly #type: VoxelType;

  constructor(
    kernels: Kernels,
    file: RandomReader,
    header: MrcHeader,
    format: SampleFormat,
    type: VoxelType,
  ) {
    this.#kernels = kernels;
    this.#file = file;
    this.#header = header;
    this.#format = format;
    this.#type = type;
  }

  /** Whether the file has all the data that its header promises. */
  get isWhole(): boolean {
    const data = mrcDataLength(this.#header);
    return data !== null && this.#file.size >= mrcHeaderLength + this.#header.nsymbt + data;
  }

  /** Bytes of the rows that are read for a part. */
  async fetch({ z, y, rows }: PlanePart): Promise<Uint8Array> {
    const [nx, ny] = this.#header.n;
    const rowBytes = sourceRowBytes(this.#format.sampleType, nx);
    const offset = mrcHeaderLength + this.#header.nsymbt + (z * ny + y) * rowBytes;
    return this.#file.read(offset, rows * rowBytes);
  }

  /** Brings a part, whose rows were fetched, to `target` without gaps. */
  place(bytes: Uint8Array, { rows, x, columns }: PlanePart, target: number): void {
    const { arena } = this.#kernels;
    const rowStride = sourceRowBytes(this.#format.sampleType, this.#header.n[0]);
    const top = arena.top;
    const source = arena.allocate(rows * rowStride);
    arena.bytes(source, bytes.length).set(bytes);
    const start = source + sourceRowBytes(this.#format.sampleType, x);
    readVoxels(this.#kernels, start, rowStride, target, { rows, columns }, this.#format, this.#type);
    arena.release(top);
  }
}
