import type { RuleText } from '../src/base/issue.js';
import { formatLooked, formatVerdict } from '../src/report/validation/render-pretty.js';
import { noSettings } from '../src/validate/finding.js';
import type { Depth, ValidationReport } from '../src/validate/report.js';
import { rules } from '../src/validate/rules/rules.js';
import { validate } from '../src/validate/validate.js';
import type { CheckedFacts } from './messages.js';
import type { PageTree } from './page-tree.js';
import { createScanPool } from './scan-pool.js';
import type { Task } from './task.js';

/** Runs that are checked at once: while one waits for a file, another is checked. */
const runsAtOnce = 4;

/** Rules about files beside a dataset, which a dataset that is opened by itself does not show. */
const ofWholeTrees = ['DEPOSITION_MISSING'];

/** Checks a tree as `cryoet validate` does without options. An abort makes the report incomplete. */
export async function check(
  tree: PageTree,
  depth: Depth,
  { signal, progress }: Task,
): Promise<ValidationReport> {
  const { storage, scope, facts } = tree;
  const skipped = scope.datasets === null ? [] : ofWholeTrees;
  return validate({
    storage,
    tree: facts.name,
    scope,
    depth,
    layout: 'auto',
    rules: rules.filter(({ code }) => !skipped.includes(code)),
    skipped,
    settings: noSettings,
    createScanner: (reader) => createScanPool(reader, depth === 'sample'),
    jobs: runsAtOnce,
    now: () => new Date(),
    signal,
    onProgress: ({ unit, runs, errors, warnings }) =>
      progress({
        done: runs,
        of: facts.runs,
        text: `${unit.directory}: ${errors} errors, ${warnings} warnings`,
      }),
  });
}

/** Returns the facts of a check that the page shows; `texts` explain the rules that it was made with. */
export function describeCheck(report: ValidationReport, texts: readonly RuleText[] = rules): CheckedFacts {
  const { verdict, codes, findings, failures } = report;
  return {
    verdict,
    summary: formatVerdict(report),
    looked: formatLooked(report),
    failures,
    codes,
    findings,
    rules: texts
      .filter((rule) => codes.some(({ code }) => code === rule.code))
      .map(({ code, severity, family, title, why, fix }) => ({ code, severity, family, title, why, fix })),
  };
}
