import { getOrMake } from '../../base/collections.js';
import {
  finishStatistics,
  mergeStatistics,
  noStatistics,
  type PartialStatistics,
} from '../../volume/kernels/statistics.js';
import { collectLabels } from '../../volume/labels.js';
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
  readonly mrcProblem: ReportedIssue | null;
  /** Sections of a tilt series without an image of their own. */
  readonly blankSections: readonly BlankSection[];
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

/** A section of one value, or with the image of another section. */
export interface BlankSection {
  readonly z: number;
  /** Null for a section of one value. */
  readonly sameAs: number | null;
}

/** The comparison of a level above 0 with the level below it, binned. */
export interface LevelFacts {
  readonly level: number;
  readonly compared: number;
  readonly different: number;
  /** The first voxel that differs (z, y, x). */
  readonly first: readonly [number, number, number] | null;
}

type Voxel = readonly [z: number, y: number, x: number];

/** Adds up the results of a scan, whose public ones are named as in its facts. */
export class VoxelTally {
  readonly undecodable: ReportedIssue[] = [];
  readonly missingChunks: string[] = [];
  readonly chunks = { looked: 0, total: 0 };
  voxels = 0;
  uncomparedLevels = 0;
  compared = 0;
  different = 0;
  firstDifference: Voxel | null = null;
  /** Values other than 0 and 1, in each format of a semantic mask. */
  readonly #notBinary = { zarr: 0, mrc: 0 };
  mrcProblem: ReportedIssue | null = null;
  zarrNotFinite = 0;
  #mrc: PartialStatistics = noStatistics;
  readonly #labels = collectLabels();
  /** By level: the voxels that were compared, and those that differ by either rule for binning at the edge. */
  readonly #levels = new Map<
    number,
    { compared: number; byMean: number; byZero: number; first: Voxel | null }
  >();

  /** Adds the problem of a chunk; only the first one for the chunks of a shard. */
  addUndecodable(problem: ReportedIssue): void {
    if (!this.undecodable.some(({ path }) => path === problem.path)) this.undecodable.push(problem);
  }

  addMrc(statistics: PartialStatistics): void {
    this.#mrc = mergeStatistics(this.#mrc, statistics);
  }

  /** Counts the values of a block that are neither 0 nor 1. */
  addMask(values: Int8Array, format: 'zarr' | 'mrc'): void {
    for (const value of values) if (value !== 0 && value !== 1) this.#notBinary[format] += 1;
  }

  /** Collects the labels of a block. */
  addLabels(values: Uint16Array): void {
    this.#labels.add(values);
  }

  addLevel(level: number, compared: number, byMean: number, byZero: number, first: Voxel | null): void {
    const tally = getOrMake(this.#levels, level, () => ({ compared: 0, byMean: 0, byZero: 0, first: null }));
    tally.compared += compared;
    tally.byMean += byMean;
    tally.byZero += byZero;
    tally.first ??= first;
  }

  /** Returns the facts. `isWhole`: all was scanned; `isMrcWhole`: the statistics include all voxels of the MRC. */
  finish(isWhole: boolean, isMrcWhole: boolean, hasLabels: boolean): VoxelFacts {
    const { min, max, mean, rms, count } = finishStatistics(this.#mrc);
    const mrcNotFinite = this.#mrc.nanCount + this.#mrc.infinityCount;
    return {
      ...this,
      isComplete: isWhole,
      missingChunks: [...new Set(this.missingChunks)],
      mrcStatistics: isMrcWhole && count > 0 && mrcNotFinite === 0 ? { min, max, mean, rms } : null,
      blankSections: [],
      mrcNotFinite,
      levels: [...this.#levels].map(([level, { compared, byMean, byZero, first }]) => ({
        level,
        compared,
        different: Math.min(byMean, byZero),
        first,
      })),
      notBinary: Math.max(this.#notBinary.zarr, this.#notBinary.mrc),
      labels: hasLabels ? [...this.#labels.labels()] : null,
    };
  }
}
