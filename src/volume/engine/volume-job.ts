import type { Planes, SampleFormat } from '../kernels/blocks.js';
import type { MaskRule } from '../kernels/kernels.js';
import type { PartialStatistics } from '../kernels/statistics.js';
import type { Sections, StoredRows } from '../row-reader.js';
import type { BinningEdge, Shape, VolumeKind, ZarrForm } from '../volume.js';

/** What is taken of a tomogram while its voxels pass, so that nobody has to read them again. */
export interface PreviewWish {
  /** Sections whose sum is wanted; null for none. */
  readonly slab: Sections | null;
  /** Which values of the coarsest level are wanted: every `step`th of whole sections, in order; null for none. */
  readonly coarsest: { readonly sections: Sections; readonly step: number } | null;
}

/** What was taken. */
export interface VolumePreview {
  /** Of the volume. */
  readonly shape: Shape;
  /** Sums over the sections in z order, as float32, row by row; null where none were wanted. */
  readonly slab: { readonly width: number; readonly height: number; readonly sums: Float32Array } | null;
  /** The values of the coarsest level; null where none were wanted, or no pyramid was made. */
  readonly coarsest: { readonly shape: Shape; readonly values: Float64Array } | null;
}

/** What one unit has of it, planes of rows without gaps. */
export interface UnitPreview {
  /** The unit's voxels in the sections that are summed, from its first section that is one of them. */
  readonly slab: { readonly z: number; readonly voxels: Float32Array<ArrayBuffer> } | null;
  /** The unit's voxels of the coarsest level. */
  readonly coarsest: Float32Array<ArrayBuffer> | null;
}

/** The unfinished MRC on a local disk. */
export interface VoxelTarget {
  readonly path: string;
  /** The MRC as the user would name it. */
  readonly location: string;
  /** Byte offset of the first voxel. */
  readonly offset: number;
}

/** All that a worker must know of a volume to convert any of its units; can be posted to a thread. */
export interface VolumeJob {
  /** Tells the volumes of one engine apart. */
  readonly id: number;
  readonly kind: VolumeKind;
  /** Levels of the pyramid; the usual number where it is left open. */
  readonly levels: number | undefined;
  readonly shape: Shape;
  readonly format: SampleFormat;
  readonly edge: BinningEdge;
  /** What is set in a semantic mask; null for other kinds. */
  readonly mask: MaskRule | null;
  /** Local file of the samples; null when they are handed over. */
  readonly path: string | null;
  readonly samples: Omit<StoredRows, 'reader'>;
  /**
   * What becomes of the voxels of level 0: they are written to a local file straight away, handed over, or not needed.
   */
  readonly voxels: VoxelTarget | 'hand-over' | 'none';
  /** How the OME-Zarr is written; null where none is. */
  readonly zarr: ZarrForm | null;
  /** What is summed by CRC-64/NVME while it is at hand. */
  readonly sums: {
    /** The source's samples. */
    readonly source: boolean;
    /** The voxels of level 0, where they are written to a local file. */
    readonly voxels: boolean;
    /** What is encoded. */
    readonly encoded: boolean;
  };
  /** What is taken of the voxels that pass, of tomograms only; null for nothing. */
  readonly preview: PreviewWish | null;
}

/** What a unit became. The byte arrays may lie in memory that is reused: they are valid until they are given back. */
export interface UnitResult {
  readonly statistics: PartialStatistics;
  /** Level 0 as the MRC holds it, planes of rows without gaps; empty unless handed over. */
  readonly voxels: Uint8Array;
  /**
   * Bytes of each block, level by level in the order of `chunkPieces`, or of each chunk of level 0 where they are in shards;
   * 0 for zeros, which are not encoded.
   */
  readonly sizes: Int32Array;
  /** Encoded blocks or chunks one after the other. */
  readonly encoded: Uint8Array;
  /** Where chunks are in shards: the voxels of the other levels, level by level without gaps. */
  readonly coarse: Uint8Array;
  /** The remainders of its samples in the source and of its voxels in the MRC, from its first byte there to its last; 0 unless wanted. */
  readonly sums: { readonly source: bigint; readonly voxels: bigint };
  /** The remainder of what each chunk is given, in the order of `encoded`; empty unless wanted. */
  readonly encodedSums: BigUint64Array;
  /** Voxels set in a semantic mask. */
  readonly setCount: number;
  /** Labels of an instance mask, ascending, 0 left out. */
  readonly labels: Uint16Array;
  /** Samples that are not a label and became 0. */
  readonly invalidCount: number;
  /** What of the unit is wanted for the preview of its volume; null for nothing. */
  readonly preview: UnitPreview | null;
}

/**
 * Room for the largest part of one level that a unit holds: padded to whole blocks, or to whole chunks of level 0 where chunks are in
 * shards.
 */
export interface LevelBuffer extends Planes {
  readonly planes: number;
  readonly bytes: number;
}
