import type { PrecomputedAspect } from '../../neuroglancer/read/index.js';
import type { ReportedIssue } from '../finding.js';
import { withMore } from '../rules/spell-out.js';

/** What is wrong inside a precomputed directory, by the rule that it breaks. */
export type PrecomputeAspect =
  | PrecomputedAspect
  | 'ids'
  | 'records'
  | 'points'
  | 'voxels'
  | 'segments'
  | 'placement';

/** What a look into a precomputed directory found. */
export interface PrecomputeFacts {
  readonly faults: ReadonlyMap<PrecomputeAspect, readonly ReportedIssue[]>;
}

/** Faults of one kind that are spelled out for one directory. */
const spelledOut = 5;

/** Collects faults by their kind; of many of one kind the first are kept and the others counted. */
export class IssueTally {
  readonly #faults = new Map<PrecomputeAspect, ReportedIssue[]>();
  readonly #counts = new Map<PrecomputeAspect, number>();

  add(kind: PrecomputeAspect, fault: ReportedIssue): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const kept = this.#faults.get(kind) ?? [];
    this.#faults.set(kind, kept);
    if (count <= spelledOut) kept.push(fault);
  }

  has(kind: PrecomputeAspect): boolean {
    return this.#counts.has(kind);
  }

  finish(): PrecomputeFacts {
    for (const [kind, count] of this.#counts) {
      const kept = this.#faults.get(kind);
      if (kept !== undefined) this.#faults.set(kind, withMore(kept, count, 'like it'));
    }
    return { faults: this.#faults };
  }
}
