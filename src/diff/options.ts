import type { NumberTolerance } from './number-tolerance.js';

/** What a comparison of two trees looks at, and what counts as the same. */
export interface DiffOptions {
  /** For voxels, numbers of metadata and places of points (voxels). */
  readonly tolerance: NumberTolerance;
  /** Voxels that a point may have moved and still be the same point. */
  readonly pointRadius: number;
  /** Key paths of metadata that are not compared. */
  readonly ignoredFields: readonly string[];
  /** Datasets to look at; null for all, and for the depositions. */
  readonly datasets: readonly string[] | null;
  /** Which runs to look at; null for all, and for what lies outside of runs. */
  readonly isRunWanted: ((name: string) => boolean) | null;
  /** Entity types to look at, as the layout table calls them; null for all. */
  readonly types: readonly string[] | null;
}
