import {
  type ChangeKind,
  type EntityDiff,
  type NumberTolerance,
  type Severity,
  type Sides,
  severities,
} from './change.js';

/** What a comparison came to. */
export interface DiffTotals {
  /** `changed` are those with changes that matter. */
  readonly entities: Readonly<Record<EntityDiff['status'], number>>;
  /** Changes by how much they matter. */
  readonly severities: Readonly<Record<Severity, number>>;
  /** Files that could not be compared. */
  readonly unreadable: number;
}

/** Adds up entities; without changes that matter by `failOn` they are the same. */
export function totalsOf(entities: readonly EntityDiff[], failOn: readonly Severity[]): DiffTotals {
  const statuses = { same: 0, changed: 0, added: 0, removed: 0 };
  const bySeverity = Object.fromEntries(severities.map((severity) => [severity, 0])) as Record<
    Severity,
    number
  >;
  let unreadable = 0;
  for (const { type, status, changes } of entities) {
    const matters = changes.some(({ severity, kind }) => failOn.includes(severity) || isUnreadable(kind));
    if (type !== 'tree') statuses[status === 'changed' && !matters ? 'same' : status] += 1;
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
 * What a comparison comes to: `incomplete` when nothing or not everything could be compared, `different` when a change
 * matters by `failOn`, else `same`.
 */
export function verdictOf(totals: DiffTotals, failOn: readonly Severity[]): DiffReport['verdict'] {
  const { same, changed, added, removed } = totals.entities;
  if (totals.unreadable > 0 || same + changed + added + removed === 0) return 'incomplete';
  return failOn.some((severity) => totals.severities[severity] > 0) ? 'different' : 'same';
}

/** Exit status of each verdict. */
export const exitStatuses: Readonly<Record<DiffReport['verdict'], 0 | 1 | 2>> = {
  same: 0,
  different: 1,
  incomplete: 2,
};

/** A whole comparison. */
export interface DiffReport {
  /** Form of this report. */
  readonly version: 1;
  readonly tool: string;
  /** When it began, ISO 8601 in UTC. */
  readonly started: string;
  readonly seconds: number;
  /** The trees as the user named them. */
  readonly trees: Sides<string>;
  /** What was looked at and how; runs as they were given. */
  readonly options: {
    readonly tolerance: NumberTolerance;
    readonly pointRadius: number;
    readonly ignoredFields: readonly string[];
    readonly datasets: readonly string[] | null;
    readonly runs: readonly string[] | null;
    readonly types: readonly string[] | null;
  };
  /** Changes of these severities are differences. */
  readonly failOn: readonly Severity[];
  readonly verdict: 'same' | 'different' | 'incomplete';
  readonly totals: DiffTotals;
  readonly entities: readonly EntityDiff[];
}
