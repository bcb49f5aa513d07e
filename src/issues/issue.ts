import type { ErrorFacts } from '../errors/index.js';

/** Something wrong in a configuration, a deposition or a published tree: a flat record, the same for people and machines. */
export interface Issue extends Omit<ErrorFacts, 'cause'> {
  /** Word that names the rule, e.g. `MRC_NVERSION_UNKNOWN`; never given to another rule. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** File or directory it is about, as the user would name it. */
  readonly path: string;
  readonly message: string;
}

/** What a check reports; whoever runs the check adds code, severity and path. */
export type IssueText = Pick<Issue, 'message' | 'expected' | 'found'>;
