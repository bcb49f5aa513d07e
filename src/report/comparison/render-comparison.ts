import type { DiffReport, DrawnSection } from '../../diff/index.js';
import { renderHtml } from './html/render-html.js';
import { renderJson } from './render-json.js';
import { type PrettyOptions, renderPretty } from './render-pretty.js';

export type ComparisonFormat = 'pretty' | 'json' | 'html';

/** What the forms of a report show beside the report itself. */
export interface ComparisonExtras extends PrettyOptions {
  /** Sections of changed volumes, for the page. */
  readonly sections: readonly DrawnSection[];
}

/** A comparison's report in one of its forms, ending in a line feed. */
export function renderComparison(
  report: DiffReport,
  format: ComparisonFormat,
  extras: ComparisonExtras,
): string {
  switch (format) {
    case 'json':
      return renderJson(report);
    case 'html':
      return renderHtml(report, extras.sections);
    case 'pretty':
      return renderPretty(report, extras);
  }
}
