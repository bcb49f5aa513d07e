import { groupBy } from '../base/collections.js';
import type { Located } from './contexts/files.js';
import { listFaults, type ReportedIssue, spellOut } from './finding.js';
import type { IssueCollector } from './issue-collector.js';
import type { AnyRule, ContextName, Contexts, Need, Rule } from './rule.js';

export type RuleSet = ReturnType<typeof createRuleSet>;

/** Returns the rules by the kind of context that they check, without those that need more than `available`. */
export function createRuleSet(
  rules: readonly AnyRule[],
  available: ReadonlySet<Need>,
  collector: IssueCollector,
  signal?: AbortSignal,
) {
  const applicable = rules.filter((rule) => rule.needs.every((need) => available.has(need)));
  const byContext = groupBy(applicable, ({ on }) => on);
  const codes = new Set(applicable.map(({ code }) => code));
  /** Messages on rules that failed: code, path and error. */
  const failures: string[] = [];
  return { needs: new Set(applicable.flatMap((rule) => rule.needs)), failures, has, apply };

  /** True if any rule checks this kind of context. */
  function has(name: ContextName): boolean {
    return byContext.has(name);
  }

  /** Applies all its rules to a context. A rule that throws is noted in `failures`; the others still run. */
  function apply<Name extends ContextName>(name: Name, context: Contexts[Name]): void {
    if (signal?.aborted) return;
    for (const rule of byContext.get(name) ?? []) {
      try {
        const faults = listFaults((rule as unknown as Rule<Name>).check(context));
        for (const fault of rule.more === undefined ? faults : spellOut(faults, rule.more)) {
          if (!isReported(context, fault)) collector.add(rule, context, fault);
        }
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        failures.push(`${rule.code} could not be applied to ${context.path}: ${why}`);
      }
    }
  }

  function isReported(context: Located, { path, reportedBy }: ReportedIssue): boolean {
    if (reportedBy === undefined || !codes.has(reportedBy)) return false;
    return collector.shows(reportedBy, path ?? context.path);
  }
}
