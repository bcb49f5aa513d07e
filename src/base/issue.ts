import type { ErrorFacts } from './errors.js';

/** A finding in a configuration, deposition or tree: the same flat record for people and machine-readable reports. */
export interface Issue extends Omit<ErrorFacts, 'cause'> {
  /** Code of the rule, e.g. `MRC_NVERSION_UNKNOWN`. A code is never reused for another rule. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** File or directory with the problem, as the user would name it. */
  readonly path: string;
  readonly message: string;
  /** A voxel of the tomogram that shows the problem (z, y, x, from 0). */
  readonly voxel?: readonly [number, number, number];
}

/** `format`: a warning of every file of its kind; `empty`: of a file of which nothing is published. */
export type WarningKind = 'format' | 'empty';

/** A warning for the curator. */
export type Warning = string | { readonly text: string; readonly of: WarningKind };

/** The result of a check. The runner adds code, severity and path. */
export type IssueText = Pick<Issue, 'message' | 'expected' | 'found' | 'voxel'>;

/** The documentation of a rule: its line in lists of rules and its section in docs/rules. */
export interface RuleText {
  /** Permanent code of the rule. */
  readonly code: string;
  /** Family of rules that share a page. */
  readonly family: string;
  readonly severity: Issue['severity'];
  /** The requirement, in one sentence without a full stop. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** A valid example, in the language of the file that the rule checks. */
  readonly example?: string;
}

// These texts are here, and not in `pipeline`, so that `report` need not load the ingest.

/** Prefix of the note that says why finished data are made again. */
export const madeAgain = 'made again: ';

/** Note of an item that neither --import nor --metadata selects. */
export const notSelected = 'not selected';

/** Message of an ingest that a signal ended. */
export const interruption = 'the ingest was interrupted';
