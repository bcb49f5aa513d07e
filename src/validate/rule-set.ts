// The rules that are applied, and the findings that they give.

import { compareNaturally, getOrMake, groupBy } from '../base/collections.js';
import { parentKey } from '../storage/keys.js';
import { foldConsequences } from './consequences.js';
import type { Located } from './contexts/files.js';
import {
  listFaults,
  type ReportedIssue,
  type SeveritySettings,
  severityOf,
  spellOut,
  type TreeIssue,
} from './finding.js';
import type { CodeCount } from './report.js';
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

/** The number of findings of one code that are kept; further ones are only counted. */
const keptPerCode = 10_000;

/** Collects findings, sets their severities and counts them by code. */
export class IssueCollector {
  readonly #findings: TreeIssue[] = [];
  readonly #counts = new Map<string, { -readonly [Fact in keyof CodeCount]: CodeCount[Fact] }>();
  /** Paths of errors, and what they expect. */
  readonly #named = new Set<string>();
  errors = 0;
  warnings = 0;
  ignored = 0;

  constructor(private readonly settings: SeveritySettings) {}

  /** Adds a fault of a rule in a context, unless the settings ignore it. */
  add(rule: Pick<AnyRule, 'code' | 'severity' | 'family'>, context: Located, fault: ReportedIssue): void {
    const path = fault.path ?? context.path;
    const severity = severityOf(this.settings, rule.code, path, fault.severity ?? rule.severity);
    if (severity === 'ignore') {
      this.ignored += 1;
      return;
    }
    if (severity === 'error') this.errors += 1;
    else this.warnings += 1;
    const { code, family } = rule;
    const count = getOrMake(this.#counts, code, () => ({ code, severity, count: 0, omitted: 0 }));
    count.count += 1;
    if (severity === 'error') count.severity = 'error';
    if (count.count - count.omitted > keptPerCode) {
      count.omitted += 1;
      return;
    }
    // A warning leaves the tree valid, so it cannot stand for an altered or lost file.
    if (severity === 'error') {
      this.#named.add(path);
      if (fault.expected !== undefined) this.#named.add(fault.expected);
    }
    const { reportedBy: _, severity: __, ...text } = fault;
    const { entity, dataset, run } = context;
    this.#findings.push({ code, severity, entity, dataset, run, rule: family, ...text, path });
  }

  /** True if an error is about a path or a directory of its item above it, or expects it. */
  names(path: string, item: string): boolean {
    for (let place = path; place.length >= item.length; place = parentKey(place))
      if (this.#named.has(place)) return true;
    return false;
  }

  /** True unless the settings ignore findings of a code at a path. */
  shows(code: string, path: string): boolean {
    return severityOf(this.settings, code, path, 'error') !== 'ignore';
  }

  /** Returns the findings in order, consequences below their causes, and no longer counts those. */
  findings(): TreeIssue[] {
    const findings = foldConsequences(
      this.#findings.toSorted(
        (a, b) =>
          compare(a.path, b.path) ||
          (a.line ?? 0) - (b.line ?? 0) ||
          compare(a.code, b.code) ||
          compareNaturally(a.message, b.message) ||
          compare(a.run ?? '', b.run ?? '') ||
          compare(a.expected ?? '', b.expected ?? ''),
      ),
    );
    for (const { code, severity } of findings.flatMap(({ consequences = [] }) => consequences)) {
      if (severity === 'error') this.errors -= 1;
      else this.warnings -= 1;
      const count = this.#counts.get(code);
      if (count === undefined) continue;
      count.count -= 1;
      if (count.count === 0) this.#counts.delete(code);
    }
    return findings;
  }

  /** Returns the number of findings by code: errors first, then by frequency. */
  codes(): CodeCount[] {
    return [...this.#counts.values()].sort(
      (a, b) => compare(a.severity, b.severity) || b.count - a.count || compare(a.code, b.code),
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
