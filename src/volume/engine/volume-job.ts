import type { Planes, SampleFormat } from '../kernels/blocks.js';
import type { MaskRule } from '../kernels/kernels.js';
import type { PartialStatistics } from '../kernels/statistics.js';
import type { Sections, StoredRows } from '../row-reader.js';
import type { BinningEdge, Shape, VolumeKind, ZarrForm } from '../volume.js';

/** The values of a tomogram that are collected while its voxels pass, so that it need not be read again. */
export interface PreviewRequest {
  /** Sections to sum; null for none. */
  readonly slab: Sections | null;
  /** Values of the coarsest level: every `step`th of whole sections, in order; null for none. */
  readonly coarsest: { readonly sections: Sections; readonly step: number } | null;
}

/** The collected values of a volume. */
export interface VolumePreview {
  readonly shape: Shape;
  /** Sums over the sections in z order, as float32, row by row; null if not requested. */
  readonly slab: { readonly width: number; readonly height: number; readonly sums: Float32Array } | null;
  /** Values of the coarsest level; null if not requested, or no pyramid was made. */
  readonly coarsest: { readonly shape: Shape; readonly values: Float64Array } | null;
}

/** The share of a unit in a preview, planes of rows without gaps. */
export interface UnitPreview {
  /** Voxels of the unit in the sections to sum. */
  readonly slab: Float32Array<ArrayBuffer> | null;
  /** Voxels of the unit on the coarsest level. */
  readonly coarsest: Float32Array<ArrayBuffer> | null;
}

/** An unfinished MRC on a local disk. */
export interface VoxelTarget {
  readonly path: string;
  /** Location for messages. */
  readonly location: string;
  /** Byte offset of the first voxel. */
  readonly offset: number;
}

/** The facts of a volume by which a worker converts any of its units; can be posted to a thread. */
export interface VolumeJob {
  /** Distinguishes the volumes of an engine. */
  readonly id: number;
  readonly kind: VolumeKind;
  /** Number of levels of the pyramid; undefined for the usual number. */
  readonly levels: number | undefined;
  readonly shape: Shape;
  readonly format: SampleFormat;
  readonly edge: BinningEdge;
  /** Voxels that are set in a semantic mask; null for other kinds. */
  readonly mask: MaskRule | null;
  /** Local file of the samples; null if rows come with each unit. */
  readonly path: string | null;
  readonly samples: Omit<StoredRows, 'reader'>;
  /** The target of the voxels of level 0: workers write them to a local file, hand them over, or drop them. */
  readonly voxels: VoxelTarget | 'hand-over' | 'none';
  /** Form of the OME-Zarr; null if none is written. */
  readonly zarr: ZarrForm | null;
  /** The bytes that are summed by CRC-64/NVME while they are in memory. */
  readonly sums: {
    /** The source's samples. */
    readonly source: boolean;
    /** The voxels of level 0, if workers write them to a local file. */
    readonly voxels: boolean;
    /** The encoded chunks. */
    readonly encoded: boolean;
  };
  /** Requested preview, for tomograms only. */
  readonly preview: PreviewRequest | null;
}

/** The encoded blocks of a unit's levels. */
export interface EncodedUnit {
  /**
   * Bytes of each block, level by level in the order of `chunkPieces`, or of each chunk of level 0 if chunks are in
   * shards; 0 for zeros, which are not encoded.
   */
  readonly sizes: Int32Array;
  /** Encoded blocks or chunks, one after the other. */
  readonly encoded: Uint8Array;
  /** If chunks are in shards: the voxels of the other levels, level by level without gaps. */
  readonly coarse: Uint8Array;
  /** Remainders of the bytes of each chunk, in the order of `encoded`; empty unless requested. */
  readonly encodedSums: BigUint64Array;
}

/** The result of a unit. Byte arrays may be in memory that is reused: they are valid until the result is released. */
export interface UnitResult extends EncodedUnit {
  readonly statistics: PartialStatistics;
  /** Level 0 as stored in the MRC, planes of rows without gaps; empty unless handed over. */
  readonly voxels: Uint8Array;
  /** Remainders of the unit's samples in the source and voxels in the MRC, first byte to last; 0 unless requested. */
  readonly sums: { readonly source: bigint; readonly voxels: bigint };
  /** Voxels set in a semantic mask. */
  readonly setCount: number;
  /** Labels of an instance mask, ascending, without 0. */
  readonly labels: Uint16Array;
  /** Samples that are not a label and became 0. */
  readonly invalidCount: number;
  /** Null if no preview is requested, or the unit has no share in it. */
  readonly preview: UnitPreview | null;
}

/** A level's buffer for the largest unit, padded to whole blocks, or to level 0's chunks if they are in shards. */
export interface LevelBuffer extends Planes {
  readonly bytes: number;
}
