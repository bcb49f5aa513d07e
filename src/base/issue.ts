import type { ErrorFacts } from './errors.js';

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

/** How one rule is explained: its line in lists of rules and its section in docs/rules. */
export interface RuleText {
  /** Word that names the rule for ever. */
  readonly code: string;
  /** Rules that are explained on one page. */
  readonly family: string;
  readonly severity: Issue['severity'];
  /** What the rule demands, in one sentence without a full stop. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** Text that keeps the rule, in the language of the file that it is about. */
  readonly example?: string;
}

// Whoever writes reports of ingests shall not have to load the ingest.

/** How the note begins that says why finished data are made again. */
export const madeAgain = 'made again: ';

/** The note of items that neither --import nor --metadata asks for. */
export const notSelected = 'not selected';

/** What a signal ends an ingest with. */
export const interruption = 'the ingest was interrupted';
