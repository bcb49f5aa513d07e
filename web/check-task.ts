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

/** Rules about what lies beside a dataset, which one that is opened by itself does not show. */
const ofWholeTrees: ReadonlySet<string> = new Set(['DEPOSITION_MISSING']);

/** Checks a tree as `cryoet validate` does without options. An abort makes the report incomplete. */
export async function check(
  tree: PageTree,
  depth: Depth,
  { signal, progress }: Task,
): Promise<ValidationReport> {
  const { storage, scope, facts } = tree;
  const skipped = scope.datasets === null ? [] : [...ofWholeTrees];
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

/** Returns what the page shows of a check. */
export function describeCheck(report: ValidationReport): CheckedFacts {
  const codes = new Set(report.codes.map(({ code }) => code));
  const { verdict, findings, failures } = report;
  return {
    verdict,
    summary: formatVerdict(report),
    looked: formatLooked(report),
    failures,
    codes: report.codes,
    findings,
    rules: rules
      .filter(({ code }) => codes.has(code))
      .map(({ code, severity, family, title, why, fix }) => ({ code, severity, family, title, why, fix })),
  };
}
