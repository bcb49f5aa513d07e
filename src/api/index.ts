// The public API: what other programs may import from this package.
export {
  ConfigError,
  ConfigErrors,
  CryoetError,
  describeError,
  type ErrorFacts,
  FormatError,
  IngestError,
  StorageError,
  UnsupportedError,
  UsageError,
} from '../errors/index.js';
export { type Layout, layouts } from '../layout/index.js';
export { type Config, checkConfigFile, type Issue, readConfig } from './config.js';
export { type ConvertOptions, type ConvertReport, convert } from './convert.js';
export { type DiffOptions, type DiffReport, diff, type EntityDiff } from './diff.js';
export { type DrawnSection, drawChanges } from './draw-changes.js';
export {
  type IngestEvent,
  type IngestOptions,
  type IngestReport,
  type IngestRequest,
  ingest,
} from './ingest.js';
export { type InitRequest, type InitResult, init } from './init.js';
export { type InspectedFacts, type Inspection, type InspectOptions, inspect } from './inspect.js';
export {
  buildDirectory,
  buildPath,
  type ParsedPath,
  type PathTemplate,
  type PathTemplateName,
  type PathVariables,
  parsePath,
  pathTemplates,
} from './layout.js';
export { type ReadMeshOptions, readMesh, type TriangleMesh } from './meshes.js';
export { type OpenTree, type OpenTreeOptions, openTree } from './open-tree.js';
export {
  type DividedRuns,
  type PartLoad,
  type Plan,
  type PlanOptions,
  type PlanRequest,
  plan,
} from './plan.js';
export { type PlanStatus, type PlanStatusRequest, planStatus } from './plan-status.js';
export { type AnnotationPoint, type PointType, type ReadPointsOptions, readPoints } from './points.js';
export { readThumbnails } from './read-thumbnails.js';
export { type Submission, type SubmissionOptions, type SubmissionRequest, submission } from './submission.js';
export {
  type ValidateOptions,
  type ValidateProgress,
  type ValidationReport,
  validate,
  validationRules,
} from './validate.js';
export { type ValidateSourceOptions, type ValidateSourceRequest, validateSource } from './validate-source.js';
export { type CheckState, type ViewOptions, type ViewServer, view } from './view.js';
export { isVolume, type ViewVolumeOptions, viewVolume } from './view-volume.js';
export { type MrcHeader, openVolume, readMrcHeader, type Volume, type VolumeHeader } from './volumes.js';
