export { type Part, type PartRequest, parsePart, spellPart } from './parts/part.js';
export { resolvePart } from './parts/resolve-part.js';
export {
  checkPlan,
  makePlan,
  type PartLoad,
  type Plan,
  type PlanFacts,
  type PlannedRun,
  partLoads,
} from './plan/plan.js';
export { formatPlanFile, parsePlanFile } from './plan/plan-file.js';
export { looksIntoInput } from './work/source-files.js';
export { type WeighedRun, weighRuns } from './work/weigh-runs.js';
