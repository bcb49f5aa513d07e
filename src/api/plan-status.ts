import pLimit from 'p-limit';
import { closing } from '../base/closing.js';
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

/** A plan, and the location that its parts write to. */
export interface PlanStatusRequest {
  /** A path or `s3://bucket/key`. */
  readonly plan: string;
  /** By default the OUTPUT of the part that began last, from `PLAN.output`. */
  readonly output?: string;
  readonly options?: Partial<OptionValues<typeof statusOptions>>;
}

/**
 * Milliseconds since the last renewal of its lease after which a run counts as stopped: as long as a lease is valid.
 */
const longestSilence = 120_000;
/** Ledgers that are read at once: a bucket answers slowly. */
const readAtATime = 32;

/**
 * Returns the progress of the parts of a plan, from the ledgers and leases in OUTPUT. Fails with a UsageError if
 * OUTPUT is unknown, and with a StorageError or FormatError if it or the plan cannot be read.
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
  const access = storageOf(options);
  const plan = await readPlan(request.plan, access);
  const output = request.output ?? (await notedOutput(request.plan, access));
  if (output === null) {
    throw new UsageError('OUTPUT is missing: no part of the plan says where it writes to', {
      hint: 'name it: cryoet status PLAN OUTPUT',
    });
  }
  const storage = await openStorage(output, { ...access, check: 'source' });
  return closing(storage, async () => statusOf(plan, await followRuns(plan, storage)));
}

/** Reads the progress of each run from its ledger and lease. */
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

/** Returns the runs with a valid lease, as `dataset/run`. */
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
