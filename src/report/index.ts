export { formatParts } from './cluster/format-parts.js';
export { formatStatus } from './cluster/format-status.js';
export { formatVerdict as formatDiffVerdict } from './comparison/format-totals.js';
export {
  type ComparisonExtras,
  type ComparisonFormat,
  renderComparison,
} from './comparison/render-comparison.js';
export { formatBytes } from './format-bytes.js';
export { formatDuration } from './format-duration.js';
export { formatGoOn } from './format-go-on.js';
export { formatSummary } from './format-summary.js';
export { formatInit } from './init/format-init.js';
export { formatInspection } from './inspection/format-inspection.js';
export { formatVoxelSize } from './inspection/format-values.js';
export { type Paint, paintFor, plain } from './paint.js';
export { formatPlan } from './plan/format-plan.js';
export * from './progress/index.js';
export { drawInTerminal } from './terminal-graphics/draw-in-terminal.js';
export { terminalGraphics } from './terminal-graphics/terminal-graphics.js';
export { formatIssue, formatVerdict } from './validation/render-pretty.js';
export {
  type ReportFormat,
  renderReport,
} from './validation/render-report.js';
export type { ReportExtras } from './validation/report-extras.js';
