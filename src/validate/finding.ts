import type { ReadFault } from '../tree/index.js';

export const severities = ['error', 'warning', 'ignore'] as const;

/** How much a finding weighs; `ignore` only counts it. */
export type Severity = (typeof severities)[number];

/** What a rule's check reports, before it is known where the context lies. */
export interface Fault extends Omit<ReadFault, 'toldBy'> {
  /** Below the tree's root; the context's own path where it is left out. */
  readonly path?: string;
  /** Rule that tells the same cause more plainly: where that one runs and is not ignored, this fault is left out. */
  readonly toldBy?: 'FILE_EMPTY' | 'ZARR_LEVEL_EMPTY';
}

/** Something wrong in a tree: a flat record, the same for people and machines. */
export interface Finding {
  /** Word that names the rule, e.g. `MRC_NVERSION_UNKNOWN`; never given to another rule. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** Below the tree's root. */
  readonly path: string;
  /** Entity of the deposition, e.g. `tiltseries`. */
  readonly entity: string;
  readonly dataset: string | null;
  readonly run: string | null;
  readonly message: string;
  readonly found: string | null;
  readonly expected: string | null;
  /** 1-based line of a text file, where there is one. */
  readonly line?: number;
  /** Family of the rule, whose page in docs/rules explains it. */
  readonly rule: string;
}
