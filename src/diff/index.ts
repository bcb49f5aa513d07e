export {
  type Change,
  type ChangeKind,
  type ContentChange,
  changeKinds,
  type Severity,
  type Sides,
  severities,
} from './change.js';
export { type CompareRequest, compareTrees } from './compare-trees.js';
export { type DiffReport, type DiffTotals, exitStatuses, totalsOf, verdictOf } from './diff-report.js';
export { diffTrees } from './diff-trees.js';
export type { EntityDiff } from './entity-diff.js';
export type { NumberTolerance } from './number-tolerance.js';
export type { DiffOptions } from './options.js';
export { type DrawnSection, drawSections } from './sections/draw-sections.js';
