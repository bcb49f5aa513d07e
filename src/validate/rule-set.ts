import { addToGroup } from '../base/collections.js';
import type { Located } from './contexts/files.js';
import { listFaults, type ReportedIssue, spellOut } from './finding.js';
import type { IssueCollector } from './issue-collector.js';
import type { AnyRule, ContextName, Contexts, Need, Rule } from './rule.js';

/** The rules of a validation, by the kind of context that they check. */
export class RuleSet {
  readonly needs: ReadonlySet<Need>;
  readonly #byContext = new Map<ContextName, AnyRule[]>();
  readonly #collector: IssueCollector;
  readonly #codes: ReadonlySet<string>;
  /** Messages on rules that failed: code, path and error. */
  readonly failures: string[] = [];

  readonly #signal: AbortSignal | undefined;

  /** Omits rules that need more than `available`, and all after `signal` aborted: contexts may be incomplete. */
  constructor(
    rules: readonly AnyRule[],
    available: ReadonlySet<Need>,
    collector: IssueCollector,
    signal?: AbortSignal,
  ) {
    this.#signal = signal;
    const applicable = rules.filter((rule) => rule.needs.every((need) => available.has(need)));
    for (const rule of applicable) addToGroup(this.#byContext, rule.on, rule);
    this.needs = new Set(applicable.flatMap((rule) => rule.needs));
    this.#codes = new Set(applicable.map(({ code }) => code));
    this.#collector = collector;
  }

  /** True if any rule checks this kind of context. */
  has(name: ContextName): boolean {
    return this.#byContext.has(name);
  }

  /** Applies all its rules to a context. A rule that throws is noted in `failures`; the others still run. */
  apply<Name extends ContextName>(name: Name, context: Contexts[Name]): void {
    if (this.#signal?.aborted) return;
    for (const rule of this.#byContext.get(name) ?? []) {
      try {
        const faults = listFaults((rule as unknown as Rule<Name>).check(context));
        for (const fault of rule.more === undefined ? faults : spellOut(faults, rule.more)) {
          if (!this.#isReported(context, fault)) this.#collector.add(rule, context, fault);
        }
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.failures.push(`${rule.code} could not be applied to ${context.path}: ${why}`);
      }
    }
  }

  /** True if another rule reports the cause of a fault. */
  #isReported(context: Located, { path, reportedBy }: ReportedIssue): boolean {
    if (reportedBy === undefined || !this.#codes.has(reportedBy)) return false;
    return this.#collector.shows(reportedBy, path ?? context.path);
  }
}
