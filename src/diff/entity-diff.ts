import type { Change, Sides } from './change.js';

/** What became of one entity from tree A to tree B. */
export interface EntityDiff {
  /** As the layout table calls it; `other` for files without a place, `tree` for the trees as a whole. */
  readonly type: string;
  readonly deposition: string | null;
  readonly dataset: string | null;
  readonly run: string | null;
  /** Voxel spacing in Å, three decimals. */
  readonly spacing: Sides<string | null>;
  readonly id: Sides<string | null>;
  readonly status: 'same' | 'changed' | 'added' | 'removed';
  /** Files of the entity that were compared, or that only one tree has. */
  readonly files: number;
  readonly changes: readonly Change[];
}
