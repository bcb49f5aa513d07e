import pLimit from 'p-limit';
import { ifReadable, StorageError } from '../src/base/errors.js';
import type { RuleText } from '../src/base/issue.js';
import { keptOfTree, SummedInput } from '../src/pipeline/publish/summed-input.js';
import { formatLooked, formatVerdict } from '../src/report/validation/render-pretty.js';
import type { HashFiles } from '../src/validate/compare-manifest.js';
import { noSettings } from '../src/validate/finding.js';
import type { Depth, ValidationReport } from '../src/validate/report.js';
import { rules } from '../src/validate/rules/rules.js';
import { validate } from '../src/validate/validate.js';
import type { CheckedFacts, Task } from './messages.js';
import type { PageTree } from './page-tree.js';
import { createScanPool, type ScanPool } from './scan-pool.js';

/** Runs that are checked at once: while one waits for a file, another is checked. */
const runsAtOnce = 4;

/** Files whose sums are completed at once. */
const filesAtOnce = 4;

/** Rules about files beside a dataset, which a dataset that is opened by itself does not show. */
const ofWholeTrees = ['DEPOSITION_MISSING'];

/** Checks a tree as `cryoet validate` does without options. An abort makes the report incomplete. */
export async function check(
  tree: PageTree,
  depth: Depth,
  { signal, progress }: Task,
): Promise<ValidationReport> {
  const { scope, facts } = tree;
  // As the command does: what a server says of its files is not compared.
  const summed =
    depth === 'deep' && !tree.storage.flat ? new SummedInput(tree.storage, true, keptOfTree) : null;
  const storage = summed ?? tree.storage;
  const skipped = scope.datasets === null ? [] : ofWholeTrees;
  let pool: ScanPool | null = null;
  const sumFile = async (path: string) => (await pool?.sumFile(path)) ?? null;
  return validate({
    ...(summed === null ? {} : { hashFiles: hashingUnread(summed, sumFile, signal), isHashedAnyway: true }),
    storage,
    tree: facts.name,
    scope,
    depth,
    depthName: 'depth',
    layout: 'auto',
    rules: rules.filter(({ code }) => !skipped.includes(code)),
    skipped,
    settings: noSettings,
    createScanner: (reader) => {
      pool = createScanPool(reader, depth === 'sample', tree.fileOf);
      return pool;
    },
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

/**
 * Returns a function that has those files read again of which `summed` lacks the checksum; null for what cannot be read,
 * and after an abort, when nobody looks at it.
 */
function hashingUnread(summed: SummedInput, sumFile: ScanPool['sumFile'], signal: AbortSignal): HashFiles {
  const sum = async (path: string) => {
    if (signal.aborted) return null;
    return (await ifReadable(() => summed.takeDigest(path))) ?? sumFile(path);
  };
  return async (_, paths, algorithm) => {
    if (algorithm !== 'crc64nvme')
      throw new StorageError('failed', 'the page has no such digests', { found: algorithm });
    const limit = pLimit(filesAtOnce);
    return new Map(
      await Promise.all(paths.map((path) => limit(async () => [path, await sum(path)] as const))),
    );
  };
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
