import type { BinningEdge } from '../volume.js';
import type { Arena } from './arena.js';
import type { Extent, Extent3, Offset, Planes, Rows, SampleFormat, VoxelType } from './blocks.js';
import type { Comparison, PartialStatistics, Tolerance } from './statistics.js';

/** A triangle mesh as marching cubes makes it. */
export interface VoxelSurface {
  /** x, y, z of each vertex in half voxels from the centre of the block's first voxel. */
  readonly vertices: Int16Array;
  /** Three vertices a triangle, counter-clockwise seen from outside. */
  readonly triangles: Uint32Array;
}

/** Where a label lies in a block: first and last voxel along z, y, x. */
export interface LabelBounds {
  readonly first: readonly [z: number, y: number, x: number];
  readonly last: readonly [z: number, y: number, x: number];
}

/** How labels are packed: each as its place in a list. */
export interface LabelPacking {
  /** All labels of the block, ascending. */
  readonly labels: Uint32Array;
  /** Bits a place takes: 1, 2, 4, 8 or 16. */
  readonly bits: number;
  /** The block that is packed, of which the voxels are the first along each axis; the others have the first label. */
  readonly block: Extent3;
}

/** A line of text with numbers in it. */
export interface LineForm {
  /** What stands before each number, and behind the last: ASCII, at most 62 characters each. */
  readonly pieces: readonly string[];
  /** Whether each number is spelled as an integer; else as a float, in Python's spelling. */
  readonly integers: readonly boolean[];
}

/** Lines that were read: their numbers, line by line, valid until the kernels are used again, and their bytes. */
export interface NumberLines {
  readonly lines: number;
  readonly bytes: number;
  readonly values: Float64Array;
}

/** Which samples of a source are set in a semantic mask. */
export type MaskRule = { readonly equals: number } | { readonly threshold: number };

/**
 * The compiled kernels of one thread with their memory. Every method works on offsets in that memory, which come from
 * `arena.allocate`. Targets are written for the samples of the extent only: padding is the caller's (`arena.clear`).
 * Offsets and sizes that do not lie within the memory allocated are a RangeError before anything is written.
 */
export interface Kernels {
  readonly arena: Arena;

  /** Source rows to float32. `source` may equal `target` for float32; otherwise the two may not overlap. */
  decode(source: Rows, target: Rows, extent: Extent, format: SampleFormat): void;
  /** `decode`, and the statistics of the samples decoded in the same pass. */
  decodeAndMeasure(source: Rows, target: Rows, extent: Extent, format: SampleFormat): PartialStatistics;
  /** Source rows to an int8 mask of 0 and 1: 1 where the sample equals the label, or is ≥ the threshold. Returns the number set. */
  decodeMask(source: Rows, target: Rows, extent: Extent, format: SampleFormat, rule: MaskRule): number;
  /** Source rows to uint16 labels. Returns the number of samples that are not integers of 0…65535; those become 0. */
  decodeLabels(source: Rows, target: Rows, extent: Extent, format: SampleFormat): number;

  /** Statistics of decoded rows. */
  measure(rows: Rows, extent: Extent, type: VoxelType): PartialStatistics;

  /** float32 2×2×2 mean; the target has ceil(n/2) samples along each axis. */
  binMean(source: Planes, target: Planes, extent: Extent3, edge: BinningEdge): void;
  /** float32 1×2×2 mean of each plane; the target has as many planes, and ceil(n/2) rows and columns. */
  binMeanInPlane(source: Planes, target: Planes, extent: Extent3, edge: BinningEdge): void;
  /** int8 2×2×2: 1 where any of the block is not 0. */
  binAnySet(source: Planes, target: Planes, extent: Extent3): void;
  /** uint16: every second sample along each axis, beginning with the first. */
  binEverySecond(source: Planes, target: Planes, extent: Extent3): void;

  /** Adds a float32 plane to a float32 plane, sample by sample in float32. */
  accumulate(source: Rows, target: Rows, extent: Extent): void;
  /** Sets int8 samples of the target to 1 where the source's sample of the given type is above 0. */
  accumulateAnySet(source: Rows, type: VoxelType, target: Rows, extent: Extent): void;

  /** True when every byte is 0; `extent.columns` counts bytes. */
  isZero(rows: Rows, extent: Extent): boolean;
  /** True when two blocks of rows hold the same bytes; `extent.columns` counts bytes. */
  isSame(a: Rows, b: Rows, extent: Extent): boolean;
  /** Compares two blocks of `count` samples without gaps. */
  compare(a: Offset, b: Offset, count: number, type: VoxelType, tolerance: Tolerance): Comparison;

  /**
   * The surface around one label of a block of uint16 voxels, by marching cubes. It is open where the label reaches the
   * block's border. It is valid until the kernels are used again.
   */
  surface(voxels: Planes, extent: Extent3, label: number): VoxelSurface;

  /** Where each label of a block of uint16 voxels lies, 0 left out, in the order in which they come. */
  labelBounds(voxels: Planes, extent: Extent3): Map<number, LabelBounds>;
  /** The distinct labels of a block of uint16 voxels, ascending. */
  distinctLabels(voxels: Planes, extent: Extent3): Uint32Array<ArrayBuffer>;
  /** The labels of a block of uint16 voxels as places in a list, x fastest, in 32-bit words from the lowest bit up. */
  packLabels(voxels: Planes, extent: Extent3, packing: LabelPacking): Uint32Array<ArrayBuffer>;

  /**
   * Lines of numbers, the shortest decimals that read back as the same float64. Numbers spelled as integers must be safe ones. The
   * bytes are valid until the kernels are used again.
   */
  spellLines(values: Float64Array, form: LineForm): Uint8Array;
  /**
   * Reads lines spelled so, up to the first that is not: one that ends in the middle, has other text between its numbers,
   * or a number of more than 19 digits or beyond 1e-290 … 1e290.
   */
  readLines(text: Uint8Array, form: LineForm): NumberLines;

  /** The remainder of bytes by CRC-64/NVME: linear, of the bytes alone, begun with 0 (assembly/crc64.ts). */
  sumBytes(offset: Offset, length: number): bigint;
  /**
   * The remainder of rows that begin `pitch` bytes apart in a file, whatever lies between them taken for zeros; `extent.columns`
   * counts bytes.
   */
  sumRows(rows: Rows, extent: Extent, pitch: number): bigint;
  /** A remainder with so many zero bytes behind it; with fewer than 0, the one before they came. */
  shiftSum(remainder: bigint, bytes: number): bigint;

  /** Most bytes that `encodeBlock` writes for a block of so many bytes. */
  encodedBlockBound(blockBytes: number, typeSize: number): number;
  /**
   * One Blosc block (shuffle, split into byte planes, LZ4) from rows of samples of `typeSize` bytes (1, 2 or 4);
   * `extent.columns` counts bytes. `split` is false for the last, shorter block of a buffer only. Returns the bytes written at `target`, which must
   * have room for `encodedBlockBound`.
   */
  encodeBlock(source: Rows, extent: Extent, typeSize: number, target: Offset, split: boolean): number;
  /**
   * Rows of samples of `typeSize` bytes (1, 2 or 4) without gaps, byte plane by byte plane, as Blosc shuffles them;
   * `extent.columns` counts bytes. 32 bytes behind the target must be free.
   */
  shuffleRows(source: Rows, extent: Extent, typeSize: number, target: Offset): void;
  /**
   * A whole Blosc-1 frame with LZ4, split or not, shuffled or not, or stored, to `target`, where `capacity` bytes are
   * free; with `wanted`, only the blocks with the first so many bytes of its content. Returns the bytes decoded. Fails
   * with a FormatError for a frame that is damaged, and with an UnsupportedError for another codec or filter.
   */
  decodeFrame(source: Offset, length: number, target: Offset, capacity: number, wanted?: number): number;
}
