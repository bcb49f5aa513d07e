import type { Change, DiffReport, EntityDiff, Severity } from '../../diff/index.js';
import { printable } from '../../errors/index.js';
import { describeChange } from './describe-change.js';
import { formatTotals, formatVerdict } from './format-totals.js';
import { judgeEntity } from './judge-entity.js';
import { labelEntity } from './label-entity.js';

/** How much of a report is printed. */
export interface PrettyOptions {
  /** `summary` leaves the entities out, `names` what changed in them. */
  readonly detail: 'all' | 'names' | 'summary';
  /** Most lines of changes. */
  readonly maxDetails: number;
}

/**
 * One line an entity (`=` the same, `~` changed, `+` only in B, `-` only in A), changes below those that changed,
 * totals and verdict. What only differs in ways that are no difference is the same, with a count.
 */
export function renderPretty(report: DiffReport, { detail, maxDetails }: PrettyOptions): string {
  const lines: string[] = [];
  let left = maxDetails;
  let omitted = 0;
  for (const entity of detail === 'summary' ? [] : report.entities) {
    const { symbol, shown } = judgeEntity(entity, report.failOn);
    lines.push(`${symbol} ${labelEntity(entity)}${remark(entity, shown)}`);
    if (detail === 'names' || entity.status === 'added' || entity.status === 'removed') continue;
    for (const change of shown) {
      if (left > 0) lines.push(`    ${change.severity}  ${fileOf(change)}${describeChange(change)}`);
      else omitted += 1;
      left -= 1;
    }
  }
  if (omitted > 0)
    lines.push(
      `… and ${omitted} more ${omitted === 1 ? 'change' : 'changes'}; --max-details or --format json shows them`,
    );
  if (lines.length > 0) lines.push('');
  return `${[...lines.map(printable), ...formatTotals(report), formatVerdict(report)].join('\n')}\n`;
}

/** Counts of the changes that get no line. */
function remark({ changes }: EntityDiff, shown: readonly Change[]): string {
  const counts = new Map<Severity, number>();
  const withLine = new Set(shown);
  for (const change of changes) {
    if (!withLine.has(change)) counts.set(change.severity, (counts.get(change.severity) ?? 0) + 1);
  }
  const parts = [...counts].map(([severity, count]) => `${count} ${severity}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function fileOf({ files }: Change): string {
  const path = files.b ?? files.a;
  return path === null ? '' : `${path.slice(path.lastIndexOf('/') + 1)}: `;
}
