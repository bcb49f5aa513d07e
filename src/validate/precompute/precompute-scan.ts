import type { PrecomputedReader } from '../../neuroglancer/read/index.js';
import type { PrecomputeContext } from '../contexts/index.js';
import type { IssueTally } from './precompute-facts.js';

/** The first voxel of a label along x, y and z, and the one behind its last. */
export interface LabelBounds {
  readonly lower: number[];
  readonly upper: number[];
}

/** What a look into a precomputed directory works with. */
export interface PrecomputeScan {
  readonly context: PrecomputeContext;
  /** Its issues go to the tally. */
  readonly reader: PrecomputedReader;
  readonly tally: IssueTally;
  /** Where each label lies, in voxels x, y, z, as far as chunks were decoded; empty where not all were. */
  readonly labelBounds: Map<number, LabelBounds>;
  /** A few shards, chunks and meshes only. */
  readonly isSample: boolean;
}
