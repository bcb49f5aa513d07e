import type { RuleText } from '../issues/index.js';
import type { ContextName, Contexts } from './contexts/index.js';
import type { ReportedIssue } from './finding.js';

/** What a check must have at hand: names and sizes, JSON files, headers, side-car files, voxels, digests, the deposition. */
export const needs = ['listing', 'metadata', 'header', 'side-car', 'voxels', 'digests', 'source'] as const;

export type Need = (typeof needs)[number];

/** What a check gives: nothing, one fault or several. */
export type CheckResult = ReportedIssue | Iterable<ReportedIssue> | null;

/** One thing that is checked. */
export interface Rule<On extends ContextName = ContextName> extends Omit<RuleText, 'fix' | 'example'> {
  /** The context that the check looks at; one call for each of them. */
  readonly on: On;
  /** Everything but the listing that the check needs. */
  readonly needs: readonly Need[];
  /** What the user can do, in whole sentences. */
  readonly fix: string;
  /** Pure; gives what departs from the rule in one context. */
  check(context: Contexts[On]): CheckResult;
}

/** A rule of any context; `on` tells which. */
export type AnyRule = { [On in ContextName]: Rule<On> }[ContextName];

type WithoutFamily = { [On in ContextName]: Omit<Rule<On>, 'family'> }[ContextName];

/** The rules of one family, in the order of its page. */
export function defineRules(family: string, rules: readonly WithoutFamily[]): readonly AnyRule[] {
  return rules.map((rule) => ({ ...rule, family }) as AnyRule);
}
