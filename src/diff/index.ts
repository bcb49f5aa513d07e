export {
  type Change,
  type ChangeKind,
  changeKinds,
  type Finding,
  type Severity,
  type Sides,
  severities,
} from './change.js';
export { type DiffReport, type DiffTotals, exitStatusOf, totalsOf } from './diff-report.js';
export { diffTrees } from './diff-trees.js';
export type { EntityDiff } from './entity-diff.js';
export type { NumberTolerance } from './number-tolerance.js';
export type { DiffOptions } from './options.js';
