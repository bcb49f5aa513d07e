import { countOf, printable } from '../../base/messages.js';
import type { Severity } from '../../diff/change.js';
import type { DiffReport } from '../../diff/diff-report.js';
import type { DrawnSection } from '../../diff/draw-sections.js';
import { type Paint, plain } from '../paint.js';
import { type ComparisonBlock, comparisonBlocks, formatTotals, formatVerdict } from './comparison-blocks.js';
import { renderHtml } from './comparison-page.js';

type ComparisonFormat = 'pretty' | 'json' | 'html';

interface ComparisonExtras extends PrettyOptions {
  /** Sections of changed volumes for the page. */
  readonly sections: readonly DrawnSection[];
}

/** Renders a comparison in a format, with a line feed at the end. */
export function renderComparison(report: DiffReport, format: ComparisonFormat, extras: ComparisonExtras) {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'html':
      return renderHtml(report, extras.sections);
    case 'pretty':
      return renderPretty(report, extras);
  }
}

interface PrettyOptions {
  /** `summary` omits the entities, `names` omits their changes. */
  readonly detail: 'all' | 'names' | 'summary';
  /** True to list unchanged entities too. */
  readonly all?: boolean;
  /** Most lines of changes. */
  readonly maxDetails: number;
  /** Colors of a terminal; none by default. */
  readonly paint?: Paint;
}

const paintOf = { '=': 'dim', '~': 'yellow', '+': 'green', '-': 'red' } as const;
const severityPaint: Readonly<Record<Severity, keyof Paint>> = {
  science: 'red',
  metadata: 'yellow',
  storage: 'dim',
  time: 'dim',
};

/**
 * Renders a report for a terminal: a line for each entity (`~` changed, `+` only in B, `-` only in A, with `all` also
 * `=`) or for its counterparts in many runs, with the changes that count as differences; then totals and verdict.
 */
export function renderPretty(
  report: DiffReport,
  { detail, all = false, maxDetails, paint = plain }: PrettyOptions,
): string {
  const lines: string[] = [];
  let left = maxDetails;
  let omitted = 0;
  const blocks = detail === 'summary' ? [] : comparisonBlocks(report);
  for (const block of blocks.filter(({ symbol, changes }) => all || symbol !== '=' || changes.length > 0)) {
    const { symbol, label } = block;
    lines.push(`${paint[paintOf[symbol]](symbol)} ${printable(label)}${remark(block)}`);
    if (detail === 'names' || symbol === '+' || symbol === '-') continue;
    for (const { change, text } of block.changes) {
      const severity = paint[severityPaint[change.severity]](change.severity);
      if (left > 0) lines.push(`    ${severity}  ${printable(text)}`);
      else omitted += 1;
      left -= 1;
    }
  }
  if (omitted > 0)
    lines.push(`… and ${countOf(omitted, 'more change')}; --max-details or --format json shows them`);
  if (lines.length > 0) lines.push('');
  const verdict = paint[report.verdict === 'same' ? 'green' : 'red'](printable(formatVerdict(report)));
  return `${[...lines, ...formatTotals(report).map(printable), verdict].join('\n')}\n`;
}

/** The number of changes by severity that get no line. */
function remark({ noise }: ComparisonBlock): string {
  const counts = new Map<Severity, number>();
  for (const { change, count } of noise) {
    counts.set(change.severity, (counts.get(change.severity) ?? 0) + count);
  }
  const texts = [...counts].map(([severity, count]) => `${count} ${severity}`);
  return texts.length === 0 ? '' : ` (${texts.join(', ')})`;
}
