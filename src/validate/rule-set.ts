import type { Located } from './contexts/files.js';
import type { ReportedIssue } from './finding.js';
import type { IssueCollector } from './issue-collector.js';
import type { AnyRule, ContextName, Contexts, Need, Rule } from './rule.js';

/** The rules of a validation, by the context that they look at. */
export class RuleSet {
  readonly needs: ReadonlySet<Need>;
  readonly #byContext = new Map<ContextName, AnyRule[]>();
  readonly #collector: IssueCollector;
  readonly #codes: ReadonlySet<string>;
  /** Rules that could not be applied, with where and why. */
  readonly failures: string[] = [];

  readonly #signal: AbortSignal | undefined;

  /** Rules that need what is not `available` are left out; after an abort none is applied, since what they see is not whole. */
  constructor(
    rules: readonly AnyRule[],
    available: ReadonlySet<Need>,
    collector: IssueCollector,
    signal?: AbortSignal,
  ) {
    this.#signal = signal;
    const applicable = rules.filter((rule) => rule.needs.every((need) => available.has(need)));
    for (const rule of applicable) {
      const same = this.#byContext.get(rule.on);
      if (same === undefined) this.#byContext.set(rule.on, [rule]);
      else same.push(rule);
    }
    this.needs = new Set(applicable.flatMap((rule) => rule.needs));
    this.#codes = new Set(applicable.map(({ code }) => code));
    this.#collector = collector;
  }

  /** Whether any rule looks at such a context. */
  has(name: ContextName): boolean {
    return this.#byContext.has(name);
  }

  /** Applies every rule to a context. A rule that fails is told of and stops no other. */
  apply<Name extends ContextName>(name: Name, context: Contexts[Name]): void {
    if (this.#signal?.aborted) return;
    for (const rule of this.#byContext.get(name) ?? []) {
      try {
        const result = (rule as unknown as Rule<Name>).check(context);
        for (const fault of issuesOf(result)) {
          if (!this.#isReported(context, fault)) this.#collector.add(rule, context, fault);
        }
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.failures.push(`${rule.code} could not be applied to ${context.path}: ${why}`);
      }
    }
  }

  /** Whether another rule tells the cause of a fault. */
  #isReported(context: Located, { path, reportedBy }: ReportedIssue): boolean {
    if (reportedBy === undefined || !this.#codes.has(reportedBy)) return false;
    return this.#collector.shows(reportedBy, path ?? context.path);
  }
}

function issuesOf(result: ReportedIssue | Iterable<ReportedIssue> | null): Iterable<ReportedIssue> {
  if (result === null) return [];
  return Symbol.iterator in result ? result : [result];
}
