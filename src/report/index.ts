export {
  type ComparisonExtras,
  type ComparisonFormat,
  renderComparison,
} from './comparison/render-comparison.js';
export { formatBytes } from './format-bytes.js';
export { formatDuration } from './format-duration.js';
export { formatSummary } from './format-summary.js';
export { formatPlan } from './plan/format-plan.js';
export * from './progress/index.js';
export { formatIssue, formatVerdict } from './validation/render-pretty.js';
export {
  type ReportFormat,
  renderReport,
} from './validation/render-report.js';
export type { ReportExtras } from './validation/report-extras.js';
