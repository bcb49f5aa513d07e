import type { ReportedIssue } from '../finding.js';

/** What a pass over a volume's voxels found; counts are of what was looked at. */
export interface VoxelFacts {
  /** Whether every voxel of every level was looked at. */
  readonly isComplete: boolean;
  readonly chunks: { readonly looked: number; readonly total: number };
  /** Voxels of level 0 or of the MRC that were looked at. */
  readonly voxels: number;
  /** Chunks that could not be decoded, with why. */
  readonly undecodable: readonly ReportedIssue[];
  /** Chunks that are absent though the MRC or the level below has something there. */
  readonly missingChunks: readonly string[];
  /** Statistics of the MRC's data: of the whole of it only, and only where all of it is finite. */
  readonly mrcStatistics: DataStatistics | null;
  /** Why the MRC's data could not be read. */
  readonly mrcProblem: ReportedIssue | null;
  readonly mrcNotFinite: number;
  readonly zarrNotFinite: number;
  /** Voxels of MRC and level 0 that were compared, and how many differ. */
  readonly compared: number;
  readonly different: number;
  /** The first voxel that differs (z, y, x). */
  readonly firstDifference: readonly [number, number, number] | null;
  /** For each level above 0: voxels that no binning of the level below gives. */
  readonly levels: readonly LevelFacts[];
  /** Levels above 0 whose chunks cannot be held against those of the level below. */
  readonly uncomparedLevels: number;
  /** Values of level 0 (or of the MRC) that are neither 0 nor 1. */
  readonly notBinary: number;
  /** Distinct values other than 0 of level 0 (or of the MRC), for instance masks. */
  readonly labels: readonly number[] | null;
}

export interface DataStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly rms: number;
}

export interface LevelFacts {
  readonly level: number;
  readonly compared: number;
  readonly different: number;
  readonly first: readonly [number, number, number] | null;
}
