import type { ValidationReport } from '../../validate/index.js';

/** The report as it is; `version` tells its form. The images are the page's alone. */
export function renderJson({ thumbnails: _, ...report }: ValidationReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
