import type { Issue } from './issue.js';

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
