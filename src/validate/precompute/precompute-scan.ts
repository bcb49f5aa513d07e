import type { PrecomputedReader } from '../../neuroglancer/read/index.js';
import type { PrecomputeContext } from '../contexts/index.js';
import type { IssueTally } from './precompute-facts.js';

/** What a look into a precomputed directory works with. */
export interface PrecomputeScan {
  readonly context: PrecomputeContext;
  /** Its issues go to the tally. */
  readonly reader: PrecomputedReader;
  readonly tally: IssueTally;
  /** A few shards, chunks and meshes only. */
  readonly isSample: boolean;
}
