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
export {
  type PartStatus,
  type PlanStatus,
  planStatus,
  type RunProgress,
  type RunStatus,
} from './status/part-status.js';
export { awsBatchRequests, mostBatchParts } from './submit/aws-batch.js';
export { type Job, memoryFor } from './submit/job.js';
export { configPath, kubernetesManifest, mostConfigBytes } from './submit/kubernetes.js';
export { slurmScript } from './submit/slurm.js';
export { looksIntoInput } from './work/source-files.js';
export { type WeighedRun, weighRuns } from './work/weigh-runs.js';
