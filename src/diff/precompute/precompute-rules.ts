import type { JsonRules } from '../json/index.js';
import type { NumberTolerance } from '../number-tolerance.js';

/** What counts as the same. */
export interface PrecomputeRules {
  readonly json: JsonRules;
  readonly tolerance: NumberTolerance;
  /** Voxels that a point may have moved and still be the same point. */
  readonly pointRadius: number;
}
