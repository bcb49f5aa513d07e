import type { Issue, IssueText, RuleText } from '../../issues/index.js';
import type { MismatchTopic } from '../mismatch-topics.js';
import type { SourceContextName, SourceContexts } from './contexts.js';
import type { Place } from './statement.js';

/** What a check reports, with the place of the value that is held to be wrong. */
export interface SourceFault extends IssueText, Place, Pick<Issue, 'hint'> {}

/** What a check gives: nothing, one fault or several. */
export type SourceCheckResult = SourceFault | Iterable<SourceFault> | null;

/** One thing that sources and configuration must agree in; what departs from it fails the items that would publish it. */
export interface SourceRule extends RuleText {
  readonly topic: MismatchTopic;
  /** Pure; by what is looked at: an item of that kind fails for what its check reports. */
  readonly checks: {
    readonly [On in SourceContextName]?: (context: SourceContexts[On]) => SourceCheckResult;
  };
}

/** The rules of one family, in the order of its page. */
export function defineSourceRules(
  family: string,
  topic: MismatchTopic,
  rules: readonly Omit<SourceRule, 'family' | 'topic'>[],
): readonly SourceRule[] {
  return rules.map((rule) => ({ ...rule, family, topic }));
}
