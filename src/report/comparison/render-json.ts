import type { DiffReport } from '../../diff/index.js';

/** The report as it is; `version` tells its form. */
export function renderJson(report: DiffReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
