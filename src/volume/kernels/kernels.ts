import type { LineForm, SpelledLines } from '../../formats/points/published-points.js';
import type { BinningEdge } from '../volume.js';
import type { Arena } from './arena.js';
import type { Extent, Extent3, Offset, Planes, Rows, SampleFormat, VoxelType } from './blocks.js';
import type { Comparison, PartialStatistics, Tolerance } from './statistics.js';

/** A triangle mesh made by marching cubes. */
export interface VoxelSurface {
  /** x, y, z of each vertex in half voxels from the centre of the block's first voxel. */
  readonly vertices: Int16Array;
  /** Three vertices a triangle, counter-clockwise seen from outside. */
  readonly triangles: Uint32Array;
}

/** The bounding box of a label in a block: first and last voxel along z, y, x. */
export interface LabelBounds {
  readonly first: readonly [z: number, y: number, x: number];
  readonly last: readonly [z: number, y: number, x: number];
}

/** The packing of labels: each as its index in a list. */
export interface LabelPacking {
  /** All labels of the block, ascending. */
  readonly labels: Uint32Array;
  /** Bits of an index: 1, 2, 4, 8 or 16. */
  readonly bits: number;
  /** The packed block; the voxels are its first along each axis, and the others get the first label. */
  readonly block: Extent3;
}

/** A plane of a tomogram in grey values, row by row. */
export interface GreyPlane {
  readonly width: number;
  readonly height: number;
  /** 0…255. */
  readonly data: Uint8Array;
}

/** An axis of a picture: the two voxels that each pixel lies between, and their weights. */
export interface PictureAxis {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeight: Float64Array;
  readonly secondWeight: Float64Array;
}

/** The samples of a source that are set in a semantic mask: equal to a label, or at least a threshold. */
export type MaskRule = { readonly equals: number } | { readonly threshold: number };

/**
 * The compiled kernels of a thread with their memory. Every method works on offsets in that memory, which come from
 * `arena.allocate`. Only the samples of the extent are written: padding is left to the caller (`arena.clear`).
 * Offsets and sizes outside the allocated memory fail with a RangeError before anything is written.
 */
export interface Kernels {
  readonly arena: Arena;

  /** Decodes source rows to float32. `source` may equal `target` for float32; otherwise they must not overlap. */
  decode(source: Rows, target: Rows, extent: Extent, format: SampleFormat): void;
  /** Does `decode`, and returns the statistics of the samples from the same pass. */
  decodeAndMeasure(source: Rows, target: Rows, extent: Extent, format: SampleFormat): PartialStatistics;
  /** Decodes rows to an int8 mask: 1 if equal to the label or ≥ the threshold. Returns the number set. */
  decodeMask(source: Rows, target: Rows, extent: Extent, format: SampleFormat, rule: MaskRule): number;
  /** Decodes rows to uint16 labels. Returns the number of samples other than integers of 0…65535, now 0. */
  decodeLabels(source: Rows, target: Rows, extent: Extent, format: SampleFormat): number;

  /** Returns the statistics of decoded rows. */
  measure(rows: Rows, extent: Extent, type: VoxelType): PartialStatistics;

  /** Bins float32 by the mean of 2×2×2 voxels; the target has ceil(n/2) samples along each axis. */
  binMean(source: Planes, target: Planes, extent: Extent3, edge: BinningEdge): void;
  /** Bins float32 by the mean of 1×2×2 voxels; the target has as many planes, and ceil(n/2) rows and columns. */
  binMeanInPlane(source: Planes, target: Planes, extent: Extent3, edge: BinningEdge): void;
  /** Bins int8 by 2×2×2: 1 if any voxel of the block is not 0. */
  binAnySet(source: Planes, target: Planes, extent: Extent3): void;
  /** Bins uint16: every second sample along each axis, from the first. */
  binEverySecond(source: Planes, target: Planes, extent: Extent3): void;

  /** Adds a float32 plane to a float32 plane, sample by sample, in float32. */
  accumulate(source: Rows, target: Rows, extent: Extent): void;
  /** Sets int8 samples of the target to 1 where the source's sample is above 0. */
  accumulateAnySet(source: Rows, type: VoxelType, target: Rows, extent: Extent): void;

  /** True when every byte is 0; `extent.columns` counts bytes. */
  isZero(rows: Rows, extent: Extent): boolean;
  /** True when two blocks of rows hold the same bytes; `extent.columns` counts bytes. */
  isSame(a: Rows, b: Rows, extent: Extent): boolean;
  /** Compares two blocks of `count` samples without gaps. */
  compare(a: Offset, b: Offset, count: number, type: VoxelType, tolerance: Tolerance): Comparison;

  /**
   * Returns the surface around a label of a block of uint16 voxels, by marching cubes; open where the label reaches
   * the block's border. Valid until the kernels are used again.
   */
  surface(voxels: Planes, extent: Extent3, label: number): VoxelSurface;

  /** Returns the bounding box of each label of a block of uint16 voxels, without 0, in order of first occurrence. */
  labelBounds(voxels: Planes, extent: Extent3): Map<number, LabelBounds>;
  /** Returns the distinct labels of a block of uint16 voxels, ascending. */
  distinctLabels(voxels: Planes, extent: Extent3): Uint32Array<ArrayBuffer>;
  /** Packs the labels of a block of uint16 voxels as indices, x fastest, in 32-bit words from the lowest bit up. */
  packLabels(voxels: Planes, extent: Extent3, packing: LabelPacking): Uint32Array<ArrayBuffer>;

  /**
   * Spells lines of numbers, floats like Python: the shortest decimals that read back as the same float64. Pieces are
   * UTF-8 of at most 246 bytes. Integers must be safe ones. The bytes are valid until the kernels are used again.
   */
  spellLines(values: Float64Array, form: LineForm): Uint8Array;
  /**
   * Reads lines in that spelling, up to the first other one: one that is incomplete, has other text between its
   * numbers, or a number of more than 19 digits or beyond 1e-290 … 1e290. The values are valid until the kernels are
   * used again.
   */
  readLines(text: Uint8Array, form: LineForm): SpelledLines;

  /**
   * Returns the pixels of a picture of a plane, row by row, each interpolated between two voxels of both axes, rounded,
   * halves to even; with `isTurned`, its rows are columns of the plane. Valid until the kernels are used again.
   */
  interpolate(plane: GreyPlane, alongX: PictureAxis, alongY: PictureAxis, isTurned: boolean): Uint8Array;
  /** Returns red, green and blue of grey pixels. Valid until the kernels are used again. */
  colorGrey(pixels: Uint8Array): Uint8Array;
  /**
   * Returns pixels of red, green and blue with a colour blended over them, as much as the bytes of a mask tell: at 255
   * with all of `opacity`, from 0 to 1. Valid until the kernels are used again.
   */
  blendMask(
    pixels: Uint8Array,
    mask: Uint8Array,
    color: readonly [red: number, green: number, blue: number],
    opacity: number,
  ): Uint8Array;
  /**
   * Returns rows of pixels, grey or red, green and blue, as rows of an RGB PNG with filter Sub (W3C Portable Network
   * Graphics, section 9). Valid until the kernels are used again.
   */
  subtractRows(pixels: Uint8Array, width: number, components: 1 | 3): Uint8Array;

  /** Returns the remainder by CRC-64/NVME: linear, without inversions, beginning with 0 (assembly/crc64.ts). */
  sumBytes(offset: Offset, length: number): bigint;
  /** Returns the remainder of rows `pitch` bytes apart, with zeros between; `extent.columns` counts bytes. */
  sumRows(rows: Rows, extent: Extent, pitch: number): bigint;
  /** Returns a remainder after `bytes` further zero bytes; before them if `bytes` is negative. */
  shiftSum(remainder: bigint, bytes: number): bigint;

  /** Returns the most bytes that `encodeBlock` writes for a block of `blockBytes` bytes. */
  encodedBlockBound(blockBytes: number, typeSize: number): number;
  /**
   * Encodes one Blosc block (shuffle, split into byte planes, LZ4) from rows of samples of `typeSize` bytes (1, 2 or
   * 4); `extent.columns` counts bytes. `split` is false only for the last, shorter block of a buffer. Returns the
   * bytes written at `target`, which needs room for `encodedBlockBound`.
   */
  encodeBlock(source: Rows, extent: Extent, typeSize: number, target: Offset, split: boolean): number;
  /**
   * Copies rows of samples of `typeSize` bytes (1, 2 or 4) without gaps, byte plane by byte plane, like Blosc's
   * shuffle; `extent.columns` counts bytes. `vectorBytes` after the target must be free.
   */
  shuffleRows(source: Rows, extent: Extent, typeSize: number, target: Offset): void;
  /**
   * Decodes a whole Blosc-1 frame with LZ4, split or not, shuffled or not, or stored, to `target`, where `capacity`
   * bytes are free; with `wanted`, only the blocks with the first `wanted` bytes of its content. With `isWhole`, the
   * other blocks are checked too. Returns the bytes at `target`. Fails with a FormatError for a damaged frame, and with
   * an UnsupportedError for another codec or filter.
   */
  decodeFrame(
    source: Offset,
    length: number,
    target: Offset,
    capacity: number,
    wanted?: number,
    isWhole?: boolean,
  ): number;
}
