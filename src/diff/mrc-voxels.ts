import { isSameBytes } from '../base/collections.js';
import { FormatError } from '../base/errors.js';
import { voxelIn } from '../volume/chunk-grid.js';
import type { Offset, VoxelType } from '../volume/kernels/blocks.js';
import { voxelBytes } from '../volume/kernels/wasm-exports.js';
import type { MrcHeader } from '../volume/mrc/header.js';
import { decodeVoxels, isNative } from '../volume/samples.js';
import type { OpenMrc } from '../volume/source/mrc-format.js';
import type { Side, Sides } from './change.js';
import { type BlockReader, createBlockReader } from './same-bytes.js';
import { readBoth } from './unreadable.js';
import { BlockComparison, commonType, type VoxelRules } from './voxel-tally.js';

/** An open MRC file, with its location for messages. */
export interface LocatedMrc extends OpenMrc {
  readonly location: string;
}

/** Decoded bytes that are compared at a time: few enough for the processor's cache. */
const blockBytes = 1024 * 1024;

/**
 * Compares the samples of two MRC volumes of equal shape, in blocks of rows. Fails with UnreadableSides if a file turns
 * out to be shorter than its header says.
 */
export async function compareMrcVoxels(
  volumes: Sides<LocatedMrc>,
  rules: VoxelRules,
): Promise<BlockComparison> {
  const comparison = new BlockComparison(rules);
  const { a, b } = volumes;
  const type = commonType(a.header, b.header);
  if (type === 'wide') throw new Error('no mode of MRC needs double precision');
  const [nz, ny, nx] = a.header.shape;
  const rows = nz * ny;
  const blockRows = Math.min(rows, Math.max(1, Math.floor(blockBytes / (4 * nx))));
  const buffers = new BlockBuffers(volumes, rules, blockRows, nx, type);
  const whole = { origin: [0, 0, 0], extent: a.header.shape } as const;
  try {
    const readRows = rowReader(volumes, blockRows);
    let pending = readRows(0, Math.min(blockRows, rows));
    for (let row = 0; row < rows; row += blockRows) {
      const count = Math.min(blockRows, rows - row);
      const stored = await pending;
      const next = Math.min(blockRows, rows - row - blockRows);
      if (next > 0) {
        pending = readRows(row + blockRows, next);
        // The next pass awaits it; without this, a failure of the current block would leave its rejection unhandled.
        pending.catch(() => undefined);
      }
      const voxelOf = (index: number) => voxelIn(whole, row * nx + index);
      if (buffers.isSameFormat && isSameBytes(stored.a, stored.b)) {
        const offset = comparison.labels === null ? 0 : buffers.load('a', stored.a, count);
        comparison.addSame(offset, count * nx, type);
      } else {
        const [left, right] = [buffers.load('a', stored.a, count), buffers.load('b', stored.b, count)];
        comparison.compare(left, right, count * nx, type, voxelOf);
      }
    }
  } finally {
    buffers.release();
  }
  return comparison;
}

/** Returns a function that reads the same rows of both volumes. */
function rowReader(
  volumes: Sides<LocatedMrc>,
  blockRows: number,
): (row: number, rows: number) => Promise<Sides<Uint8Array>> {
  const blocksOf = ({ samples }: LocatedMrc): BlockReader =>
    createBlockReader(samples.reader, blockRows * samples.rowBytes);
  const read = { a: blocksOf(volumes.a), b: blocksOf(volumes.b) };
  return (row, rows) =>
    readBoth(async (side) => {
      const { samples, location } = volumes[side];
      const length = rows * samples.rowBytes;
      const bytes = await read[side](samples.offset + row * samples.rowBytes, length);
      if (bytes.length === length) return bytes;
      throw new FormatError('the file ends within its samples', { path: location });
    });
}

/** Kernel memory for one block of each side, stored and decoded. */
class BlockBuffers {
  readonly isSameFormat: boolean;
  readonly #rules: VoxelRules;
  readonly #headers: Sides<MrcHeader>;
  readonly #stored: Sides<Offset>;
  readonly #decoded: Sides<Offset>;
  readonly #columns: number;
  readonly #type: VoxelType;
  readonly #top: Offset;

  constructor(volumes: Sides<LocatedMrc>, rules: VoxelRules, rows: number, columns: number, type: VoxelType) {
    const { arena } = rules.kernels;
    const { a, b } = volumes;
    this.#rules = rules;
    this.#columns = columns;
    this.#type = type;
    this.#headers = { a: a.header, b: b.header };
    this.isSameFormat =
      a.header.sampleType === b.header.sampleType &&
      a.header.littleEndian === b.header.littleEndian &&
      a.header.unsignedBytes === b.header.unsignedBytes;
    this.#top = arena.top;
    const decoded = () => arena.allocate(rows * columns * voxelBytes(type));
    this.#stored = {
      a: arena.allocate(rows * a.header.rowBytes),
      b: arena.allocate(rows * b.header.rowBytes),
    };
    this.#decoded = { a: decoded(), b: decoded() };
  }

  /** Copies stored rows of a side to kernel memory, decodes them if necessary, and returns their offset. */
  load(side: Side, bytes: Uint8Array, rows: number): Offset {
    const { kernels } = this.#rules;
    const stored = this.#stored[side];
    kernels.arena.bytes(stored, bytes.length).set(bytes);
    const header = this.#headers[side];
    if (isNative(header, this.#type)) return stored;
    const decoded = this.#decoded[side];
    decodeVoxels(
      kernels,
      { offset: stored, rowStride: header.rowBytes },
      { offset: decoded, rowStride: this.#columns * voxelBytes(this.#type) },
      { rows, columns: this.#columns },
      header,
      this.#type,
    );
    return decoded;
  }

  release(): void {
    this.#rules.kernels.arena.release(this.#top);
  }
}
