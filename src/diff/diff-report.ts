import { type ChangeKind, type Severity, type Sides, severities } from './change.js';
import type { EntityDiff } from './entity-diff.js';

/** What a comparison came to. */
export interface DiffTotals {
  readonly entities: Readonly<Record<EntityDiff['status'], number>>;
  /** Changes by how much they matter. */
  readonly severities: Readonly<Record<Severity, number>>;
  /** Files that could not be compared. */
  readonly unreadable: number;
}

/** Adds up entities. */
export function totalsOf(entities: readonly EntityDiff[]): DiffTotals {
  const statuses = { same: 0, changed: 0, added: 0, removed: 0 };
  const bySeverity = Object.fromEntries(severities.map((severity) => [severity, 0])) as Record<
    Severity,
    number
  >;
  let unreadable = 0;
  for (const { status, changes } of entities) {
    statuses[status] += 1;
    for (const { severity, kind } of changes) {
      if (isUnreadable(kind)) unreadable += 1;
      else bySeverity[severity] += 1;
    }
  }
  return { entities: statuses, severities: bySeverity, unreadable };
}

function isUnreadable(kind: ChangeKind): boolean {
  return kind === 'unreadable';
}

/**
 * Exit status of a comparison: 2 when nothing or not everything could be compared, 1 when a change matters by
 * `failOn`, else 0.
 */
export function exitStatusOf(totals: DiffTotals, failOn: readonly Severity[]): 0 | 1 | 2 {
  const { same, changed, added, removed } = totals.entities;
  if (totals.unreadable > 0 || same + changed + added + removed === 0) return 2;
  return failOn.some((severity) => totals.severities[severity] > 0) ? 1 : 0;
}

/** A whole comparison. */
export interface DiffReport {
  /** The trees as the user named them. */
  readonly trees: Sides<string>;
  readonly entities: readonly EntityDiff[];
  readonly totals: DiffTotals;
}
