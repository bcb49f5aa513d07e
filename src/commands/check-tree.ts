import type { OpenTree } from '../api/open-tree.js';
import { validationRules as rules, type ValidationReport, validate } from '../api/validate.js';
import type { CheckState, RunFindings } from '../api/view.js';
import { groupBy } from '../base/collections.js';
import { describeError } from '../base/messages.js';
import { formatIssue, formatVerdict } from '../report/validation/render-pretty.js';

/** A validation that runs while the server answers. */
interface RunningCheck {
  state(): CheckState;
  /** Aborts the validation, if it is still running, and waits for its end. */
  stop(): Promise<void>;
}

/** Findings of a rule that are shown at most. */
const examples = 20;
/** Findings of a run that are shown at most. */
const listed = 100;

/**
 * Starts a validation of a tree, or of the runs that match, at the depth of headers. Calls `print` with one line at
 * the end or after a failure, but not after `stop`.
 */
export function startCheck(
  tree: OpenTree,
  runs: readonly string[],
  now: () => Date,
  print: (line: string) => void,
): RunningCheck {
  const controller = new AbortController();
  let state: CheckState = { kind: 'running', runs: 0, errors: 0, warnings: 0 };
  const work = validate(tree, {
    runs,
    config: null,
    now,
    signal: controller.signal,
    onProgress: ({ runs: looked, errors, warnings }) => {
      state = { kind: 'running', runs: looked, errors, warnings };
    },
  }).then(
    (report) => {
      state = describeReport(report);
      if (!controller.signal.aborted) print(`checked: ${formatVerdict(report)}`);
    },
    (error: unknown) => {
      state = { kind: 'failed', reason: describeError(error) };
      if (!controller.signal.aborted) print(`the check could not be made: ${describeError(error)}`);
    },
  );
  return {
    state: () => state,
    async stop() {
      controller.abort();
      await work;
    },
  };
}

function describeReport(report: ValidationReport): CheckState {
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

/** Returns the findings by run, errors first, at most `listed` for each run. */
function findingsByRun({ findings }: ValidationReport): Map<string, RunFindings> {
  const inRuns = findings.filter(({ dataset, run }) => dataset !== null && run !== null);
  const runs = groupBy(inRuns, ({ dataset, run }) => `${dataset}/${run}`);
  return new Map(
    [...runs].map(([key, list]) => {
      const errors = list.filter(({ severity }) => severity === 'error');
      const warnings = list.filter(({ severity }) => severity === 'warning');
      const lines = [...errors, ...warnings]
        .slice(0, listed)
        .map((finding) => ({ severity: finding.severity, code: finding.code, text: formatIssue(finding) }));
      return [key, { errors: errors.length, warnings: warnings.length, lines }];
    }),
  );
}
