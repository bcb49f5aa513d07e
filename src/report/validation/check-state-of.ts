import { groupBy } from '../../base/collections.js';
import type { ValidationReport } from '../../validate/report.js';
import { rules } from '../../validate/rules/rules.js';
import type { CheckState, RunFindings } from '../../view/check-state.js';
import { formatIssue, formatVerdict } from './render-pretty.js';

/** Findings of a rule that are shown at most, in the tree and in each run. */
const examples = 20;

/** Returns what pages of a tree show of a finished validation. */
export function checkStateOf(report: ValidationReport): CheckState {
  const ruleOf = new Map(rules.map((rule) => [rule.code, rule]));
  return {
    kind: 'done',
    verdict: formatVerdict(report),
    isValid: report.verdict === 'valid',
    broken: report.codes.map(({ code, severity, count }) => ({
      code,
      severity,
      count,
      title: ruleOf.get(code)?.title ?? '',
      fix: ruleOf.get(code)?.fix ?? '',
      examples: report.findings
        .filter((finding) => finding.code === code)
        .slice(0, examples)
        .map(formatIssue),
    })),
    runs: findingsByRun(report),
    notChecked: [...report.failures, ...report.notChecked],
  };
}

/** Returns the findings by run, errors first, at most `examples` of each rule. */
function findingsByRun({ findings }: ValidationReport): Map<string, RunFindings> {
  const inRuns = findings.filter(({ dataset, run }) => dataset !== null && run !== null);
  const runs = groupBy(inRuns, ({ dataset, run }) => `${dataset}/${run}`);
  return new Map(
    [...runs].map(([key, list]) => {
      const errors = list.filter(({ severity }) => severity === 'error');
      const warnings = list.filter(({ severity }) => severity === 'warning');
      const codes = groupBy([...errors, ...warnings], ({ code }) => code);
      const lines = [...codes.values()].flatMap((same) =>
        same
          .slice(0, examples)
          .map((finding) => ({ severity: finding.severity, code: finding.code, text: formatIssue(finding) })),
      );
      const counts = new Map([...codes].map(([code, same]) => [code, same.length]));
      return [key, { errors: errors.length, warnings: warnings.length, counts, lines }];
    }),
  );
}
