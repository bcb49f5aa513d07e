export { type Depth, depths } from './depth.js';
export { type ReportedIssue, type Severity, severities, type TreeIssue } from './finding.js';
export type { CodeCount, Looked, ValidationReport } from './report.js';
export type { AnyRule, Need } from './rule.js';
export { rules } from './rules/index.js';
export { parseSettings } from './settings/parse-settings.js';
export { noSettings, type SeveritySettings } from './settings/severity-settings.js';
export { type ExpectedItems, type ValidateOptions, validate } from './validate.js';
export { createKernelScanner } from './voxels/kernel-scanner.js';
