import type { PartialStatistics } from '../../kernels/index.js';
import type { UnitPreview } from '../preview/index.js';

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
