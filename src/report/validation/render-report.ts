import type { ValidationReport } from '../../validate/index.js';
import { renderHtml } from './html/render-html.js';
import { renderJson } from './render-json.js';
import { renderJunit } from './render-junit.js';
import { renderPretty } from './render-pretty.js';
import type { ReportExtras } from './report-extras.js';

export type ReportFormat = 'pretty' | 'json' | 'junit' | 'html';

/** A validation's report in one of its forms, ending in a line feed. */
export function renderReport(report: ValidationReport, format: ReportFormat, extras: ReportExtras): string {
  switch (format) {
    case 'json':
      return renderJson(report);
    case 'junit':
      return renderJunit(report, extras);
    case 'html':
      return renderHtml(report, extras);
    case 'pretty':
      return renderPretty(report, extras);
  }
}
