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
export type { Issue } from '../base/issue.js';
export { describeError } from '../base/messages.js';
export type { PlanStatus } from '../cluster/part-status.js';
export type { PartLoad, Plan } from '../cluster/plan.js';
export type { Config } from '../deposition/config/config.js';
export type { EntityDiff } from '../diff/change.js';
export type { DiffReport } from '../diff/compare-trees.js';
export type { DrawnSection } from '../diff/draw-sections.js';
export type { ExportFormatFacts, ExportReport } from '../export/export-format.js';
export type { TriangleMesh } from '../formats/mesh/mesh.js';
export type { AnnotationPoint, PointType } from '../formats/points/point.js';
export type { InitResult } from '../init/compose-config.js';
export type { InspectedFacts, Inspection } from '../inspect/inspection.js';
export type { IngestEvent } from '../pipeline/walk/events.js';
export type { IngestReport } from '../pipeline/walk/ingest-report.js';
export type { PathVariables } from '../tree/layout/build-path.js';
export type { ParsedPath } from '../tree/layout/parse-path.js';
export {
  type Layout,
  layouts,
  type PathTemplate,
  type PathTemplateName,
  pathTemplates,
} from '../tree/layout/path-templates.js';
export { readThumbnails, type ValidationReport } from '../validate/report.js';
export { rules as validationRules } from '../validate/rules/rules.js';
export type { CheckState } from '../view/check-state.js';
export type { ViewServer } from '../view/view-server.js';
export type { MrcHeader } from '../volume/mrc/header.js';
export type { VolumeHeader } from '../volume/volume.js';
export { checkConfigFile, readConfig } from './config.js';
export { type ConvertOptions, type ConvertReport, convert } from './convert.js';
export { type DiffOptions, diff, drawChanges } from './diff.js';
export { type ExportTreeOptions, exportTree, listExportFormats } from './export-tree.js';
export { type IngestOptions, type IngestRequest, ingest } from './ingest.js';
export { type InitRequest, init } from './init.js';
export { type InspectOptions, inspect } from './inspect.js';
export { buildDirectory, buildPath, parsePath } from './layout.js';
export { type OpenTree, type OpenTreeOptions, openTree } from './open-tree.js';
export { type DividedRuns, type PlanOptions, type PlanRequest, plan } from './plan.js';
export { type PlanStatusRequest, planStatus } from './plan-status.js';
export {
  openVolume,
  type ReadMeshOptions,
  type ReadPointsOptions,
  readMesh,
  readMrcHeader,
  readPoints,
  type Volume,
} from './readers.js';
export { type Submission, type SubmissionOptions, type SubmissionRequest, submission } from './submission.js';
export { type ValidateOptions, type ValidateProgress, validate } from './validate.js';
export { type ValidateSourceOptions, type ValidateSourceRequest, validateSource } from './validate-source.js';
export { isVolume, type ViewOptions, type ViewVolumeOptions, view, viewVolume } from './view.js';
