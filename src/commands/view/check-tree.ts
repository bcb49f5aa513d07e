import type { OpenTree } from '../../api/open-tree.js';
import { validationRules as rules, type ValidationReport, validate } from '../../api/validate.js';
import type { CheckState } from '../../api/view.js';
import { describeError } from '../../errors/index.js';
import { formatIssue, formatVerdict } from '../../report/index.js';

/** A validation that goes on beside something else. */
export interface RunningCheck {
  state(): CheckState;
  /** Ends it, if need be before it is done. */
  stop(): Promise<void>;
}

/** Findings of each rule that are shown. */
const examples = 20;

/**
 * Starts to validate a tree, or the runs of it that match, down to its headers. `tell` is given one line when that is
 * done or failed, not when it was stopped.
 */
export function startCheck(
  tree: OpenTree,
  runs: readonly string[],
  now: () => Date,
  tell: (line: string) => void,
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
      if (!controller.signal.aborted) tell(`checked: ${formatVerdict(report)}`);
    },
    (error: unknown) => {
      state = { kind: 'failed', reason: describeError(error) };
      if (!controller.signal.aborted) tell(`the check could not be made: ${describeError(error)}`);
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
    notChecked: [...report.failures, ...report.notChecked],
  };
}
