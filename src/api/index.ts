// The public API: what other programs may import from this package.
export {
  ConfigError,
  ConfigErrors,
  CryoetError,
  type ErrorFacts,
  FormatError,
  IngestError,
  StorageError,
  UnsupportedError,
  UsageError,
} from '../base/errors.js';
export { describeError } from '../base/messages.js';
export { type Layout, layouts } from '../tree/layout/path-templates.js';
export { type Config, checkConfigFile, type Issue, readConfig } from './config.js';
export { type ConvertOptions, type ConvertReport, convert } from './convert.js';
export {
  type DiffOptions,
  type DiffReport,
  type DrawnSection,
  diff,
  drawChanges,
  type EntityDiff,
} from './diff.js';
export {
  type ExportFormatFacts,
  type ExportReport,
  type ExportTreeOptions,
  exportTree,
  listExportFormats,
} from './export-tree.js';
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
export {
  type AnnotationPoint,
  type MrcHeader,
  openVolume,
  type PointType,
  type ReadMeshOptions,
  type ReadPointsOptions,
  readMesh,
  readMrcHeader,
  readPoints,
  type TriangleMesh,
  type Volume,
  type VolumeHeader,
} from './readers.js';
export { type Submission, type SubmissionOptions, type SubmissionRequest, submission } from './submission.js';
export {
  readThumbnails,
  type ValidateOptions,
  type ValidateProgress,
  type ValidationReport,
  validate,
  validationRules,
} from './validate.js';
export { type ValidateSourceOptions, type ValidateSourceRequest, validateSource } from './validate-source.js';
export {
  type CheckState,
  isVolume,
  type ViewOptions,
  type ViewServer,
  type ViewVolumeOptions,
  view,
  viewVolume,
} from './view.js';
