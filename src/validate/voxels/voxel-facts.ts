import type { VolumeStatistics } from '../../volume/volume.js';
import type { ReportedIssue } from '../finding.js';

/** The results of a scan of a volume's voxels. Counts are of what was scanned. */
export interface VoxelFacts {
  /** True if all voxels of all levels were scanned. */
  readonly isComplete: boolean;
  readonly chunks: { readonly looked: number; readonly total: number };
  /** Voxels of level 0, or of the MRC, that were scanned. */
  readonly voxels: number;
  /** Chunks that could not be decoded. */
  readonly undecodable: readonly ReportedIssue[];
  /** Chunks that are absent although the MRC or the level below has values there. */
  readonly missingChunks: readonly string[];
  /** Statistics of the MRC; null unless all its voxels were scanned and are finite. */
  readonly mrcStatistics: Pick<VolumeStatistics, 'min' | 'max' | 'mean' | 'rms'> | null;
  /** Why the voxels of the MRC could not be read. */
  readonly mrcProblem: ReportedIssue | null;
  readonly mrcNotFinite: number;
  readonly zarrNotFinite: number;
  /** Voxels of the MRC and of level 0 that were compared. */
  readonly compared: number;
  /** Voxels that differ. */
  readonly different: number;
  /** The first voxel that differs (z, y, x). */
  readonly firstDifference: readonly [number, number, number] | null;
  /** For each level above 0: the voxels that differ from binning the level below. */
  readonly levels: readonly LevelFacts[];
  /** Levels above 0 whose chunks cannot be compared with those of the level below. */
  readonly uncomparedLevels: number;
  /** Voxels of level 0, or of the MRC, that are neither 0 nor 1. */
  readonly notBinary: number;
  /** The distinct labels other than 0, for instance masks. */
  readonly labels: readonly number[] | null;
}

/** The comparison of a level above 0 with the level below it, binned. */
export interface LevelFacts {
  readonly level: number;
  readonly compared: number;
  readonly different: number;
  /** The first voxel that differs (z, y, x). */
  readonly first: readonly [number, number, number] | null;
}
