import pLimit from 'p-limit';
import { UsageError } from '../base/errors.js';
import { type PlanStatus, type RunProgress, planStatus as statusOf } from '../cluster/part-status.js';
import type { Plan } from '../cluster/plan.js';
import { statusOptions } from '../commands/options/cluster-options.js';
import { storageOf } from '../commands/options/engine-options.js';
import { type OptionValues, resolveOptions } from '../commands/options/option.js';
import { readLedgerState } from '../pipeline/publish/unit-ledger.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { leaseDirectory, ledgerPath } from '../tree/layout/own-files.js';
import { notedOutput, readPlan } from './plan-files.js';

export type { PlanStatus };

/** Which plan, and where its parts write to. */
export interface PlanStatusRequest {
  /** A path or `s3://bucket/key`. */
  readonly plan: string;
  /** By default where the part that began last writes to, as it noted in `PLAN.output`. */
  readonly output?: string;
  readonly options?: Partial<OptionValues<typeof statusOptions>>;
}

/** Milliseconds without a sign of life until a run counts as stopped: as long as its lease is valid. */
const longestSilence = 120_000;
/** A bucket takes its time for each ledger. */
const readAtATime = 32;

/**
 * How far the parts of a plan are, from the ledgers and leases in OUTPUT alone. Fails with a UsageError where it is not known
 * where that is, and with a StorageError or FormatError where it or the plan cannot be read.
 *
 * @example
 * ```js
 * import { plan, planStatus } from 'cryoet-ingest';
 *
 * const options = { parts: 2, output: 'plan.jsonl' };
 * await plan({ config: 'deposition.yaml', input: 'deposited', options });
 * const { parts } = await planStatus({ plan: 'plan.jsonl', output: 'published' });
 * console.log(parts.map(({ status }) => status).join(', ')); // done, done
 * ```
 */
export async function planStatus(request: PlanStatusRequest): Promise<PlanStatus> {
  const options = await resolveOptions(statusOptions, request.options ?? {});
  const places = storageOf(options);
  const plan = await readPlan(request.plan, places);
  const output = request.output ?? (await notedOutput(request.plan, places));
  if (output === null) {
    throw new UsageError('OUTPUT is missing: no part of the plan says where it writes to', {
      hint: 'name it: cryoet status PLAN OUTPUT',
    });
  }
  const storage = await openStorage(output, { ...places, check: 'source' });
  try {
    return statusOf(plan, await followRuns(plan, storage));
  } finally {
    await storage.close();
  }
}

async function followRuns({ runs, tool, config }: Plan, storage: Storage): Promise<RunProgress[]> {
  const alive = await livingRuns(new Set(runs.map(({ dataset }) => dataset)), storage);
  const limit = pLimit(readAtATime);
  return Promise.all(
    runs.map(({ dataset, run }) =>
      limit(async (): Promise<RunProgress> => {
        const unit = { kind: 'run', dataset, run } as const;
        const isAlive = alive.has(`${dataset}/${run}`);
        const ledger = await readLedgerState(storage, unit);
        const isOther = ledger !== null && (ledger.tool !== tool || ledger.config !== config);
        if (ledger === null || isOther) return { status: isAlive ? 'running' : 'waiting', saved: null };
        const saved = (await storage.stat(ledgerPath(unit)))?.modified ?? null;
        if (ledger.status === 'complete') return { status: 'done', saved };
        if (ledger.status === 'failed') return { status: 'failed', saved };
        return { status: isAlive ? 'running' : 'stopped', saved };
      }),
    ),
  );
}

/** Runs with a lease that was renewed not long ago, as `dataset/run`. */
async function livingRuns(datasets: ReadonlySet<string>, storage: Storage): Promise<Set<string>> {
  const alive = new Set<string>();
  for (const dataset of datasets) {
    const directory = leaseDirectory(dataset);
    for await (const { key, modified } of storage.list(directory)) {
      const run = key.slice(directory.length + 1).replace(/\.\d+$/, '');
      if (Date.now() - modified < longestSilence) alive.add(`${dataset}/${run}`);
    }
  }
  return alive;
}
