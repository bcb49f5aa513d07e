import type { Issue, IssueText } from '../issues/index.js';

export const severities = ['error', 'warning', 'ignore'] as const;

/** How much a finding weighs; `ignore` only counts it. */
export type Severity = (typeof severities)[number];

/** What a rule's check reports, before it is known where the context lies. */
export interface ReportedIssue extends IssueText, Pick<Issue, 'line'> {
  /** Below the tree's root; the context's own path where it is left out. */
  readonly path?: string;
  /** Rule that tells the same cause more plainly: where that one runs and is not ignored, this fault is left out. */
  readonly reportedBy?: string;
  /** Where a fault weighs more than others of its rule. */
  readonly severity?: 'error';
}

/** Something wrong in a tree; `path` lies below its root. */
export interface TreeIssue extends Issue {
  /** Entity of the deposition, e.g. `tiltseries`. */
  readonly entity: string;
  readonly dataset: string | null;
  readonly run: string | null;
  /** Family of the rule, whose page in docs/rules explains it. */
  readonly rule: string;
  /** Findings that are there because this one is; absent where there are none. They are not counted. */
  readonly consequences?: readonly TreeIssue[];
}
