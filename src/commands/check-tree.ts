import type { OpenTree } from '../api/open-tree.js';
import { validationRules as rules, type ValidationReport, validate } from '../api/validate.js';
import type { CheckState, RunFindings } from '../api/view.js';
import { describeError } from '../base/messages.js';
import { formatIssue, formatVerdict } from '../report/validation/render-pretty.js';

/** A validation that goes on beside something else. */
export interface RunningCheck {
  state(): CheckState;
  /** Ends it, if need be before it is done. */
  stop(): Promise<void>;
}

/** Findings of each rule that are shown. */
const examples = 20;
/** Findings of each run that are shown. */
const listed = 100;

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
    runs: findingsByRun(report),
    notChecked: [...report.failures, ...report.notChecked],
  };
}

/** Findings by run, errors first, some of each. */
function findingsByRun({ findings }: ValidationReport): Map<string, RunFindings> {
  const runs = new Map<string, ValidationReport['findings'][number][]>();
  for (const finding of findings) {
    if (finding.dataset === null || finding.run === null) continue;
    const key = `${finding.dataset}/${finding.run}`;
    const list = runs.get(key);
    if (list === undefined) runs.set(key, [finding]);
    else list.push(finding);
  }
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
