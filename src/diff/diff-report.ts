import type { DiffOptions, EntityDiff, Severity, Sides } from './change.js';
import { severities } from './change.js';

/** The totals of a comparison. */
interface DiffTotals {
  /** Entities by status; `changed` counts only those with a change of a severity in `failOn`. */
  readonly entities: Readonly<Record<EntityDiff['status'], number>>;
  readonly severities: Readonly<Record<Severity, number>>;
  /** The number of files that could not be compared. */
  readonly unreadable: number;
}

/** Counts entities and changes. An entity whose changes all have severities outside `failOn` counts as `same`. */
export function totalsOf(entities: readonly EntityDiff[], failOn: readonly Severity[]): DiffTotals {
  const statuses = { same: 0, changed: 0, added: 0, removed: 0 };
  const none = severities.map((severity) => [severity, 0]);
  const bySeverity = Object.fromEntries(none) as Record<Severity, number>;
  let unreadable = 0;
  for (const { type, status, changes } of entities) {
    const matters = changes.some(({ severity, kind }) => failOn.includes(severity) || kind === 'unreadable');
    if (type !== 'tree') statuses[status === 'changed' && !matters ? 'same' : status] += 1;
    for (const { severity, kind } of changes) {
      if (kind === 'unreadable') unreadable += 1;
      else bySeverity[severity] += 1;
    }
  }
  return { entities: statuses, severities: bySeverity, unreadable };
}

/**
 * Returns the verdict of a comparison: `incomplete` if a file could not be compared or there was nothing to compare,
 * `different` if a change has a severity in `failOn`, else `same`.
 */
export function verdictOf(totals: DiffTotals, failOn: readonly Severity[]): DiffReport['verdict'] {
  const { same, changed, added, removed } = totals.entities;
  if (totals.unreadable > 0 || same + changed + added + removed === 0) return 'incomplete';
  return failOn.some((severity) => totals.severities[severity] > 0) ? 'different' : 'same';
}

/** The exit status of each verdict. */
export const exitStatuses: Readonly<Record<DiffReport['verdict'], 0 | 1 | 2>> = {
  same: 0,
  different: 1,
  incomplete: 2,
};

/** The report of a comparison. */
export interface DiffReport {
  /** The version of the report format. */
  readonly version: 1;
  readonly tool: string;
  /** The start time, ISO 8601 in UTC. */
  readonly started: string;
  /** The duration, in seconds. */
  readonly seconds: number;
  /** The locations of the trees as the user gave them. */
  readonly trees: Sides<string>;
  /** The options of the comparison; `runs` as the user gave them. */
  readonly options: Omit<DiffOptions, 'isRunWanted'> & { readonly runs: readonly string[] | null };
  /** Severities that count as a difference. */
  readonly failOn: readonly Severity[];
  readonly verdict: 'same' | 'different' | 'incomplete';
  readonly totals: DiffTotals;
  /** Texts on what was not compared; absent if everything was. */
  readonly notCompared?: readonly string[];
  readonly entities: readonly EntityDiff[];
}
