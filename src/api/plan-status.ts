import { execFile } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import { closing } from '../base/closing.js';
import { isMissing, nullIf, UsageError } from '../base/errors.js';
import {
  type PlanStatus,
  type RunProgress,
  planStatus as statusOf,
  withTasks,
} from '../cluster/part-status.js';
import type { Plan } from '../cluster/plan.js';
import { readEnded, readTasks } from '../cluster/slurm.js';
import { readLedgerState } from '../pipeline/publish/unit-ledger.js';
import { openStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { leaseDirectory, leaseLimit, ledgerPath } from '../tree/layout/own-files.js';
import { type AccessOptions, accessOf, isObject } from './locations.js';
import { notedOutput, readPlan } from './plan-files.js';

/** A plan, and the location that its parts write to. */
export interface PlanStatusRequest {
  /** A path or `s3://bucket/key`. */
  readonly plan: string;
  /** By default the OUTPUT of the part that began last, from `PLAN.output`. */
  readonly output?: string;
  readonly options?: AccessOptions;
}

/** Ledgers that are read at once: a bucket answers slowly. */
const readAtATime = 32;

/**
 * Returns the progress of the parts of a plan, from the ledgers and leases in OUTPUT, and from Slurm if it was
 * submitted there; all wait if it is a directory that does not exist yet. Fails with a UsageError if OUTPUT is unknown,
 * and with a StorageError or FormatError if it or the plan cannot be read.
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
  const access = await accessOf(request.options ?? {});
  const plan = await readPlan(request.plan, access);
  const output = request.output ?? (await notedOutput(request.plan, access));
  if (output === null) {
    throw new UsageError('OUTPUT is missing: no part of the plan says where it writes to', {
      hint: 'name it: cryoet status PLAN OUTPUT',
    });
  }
  // Asked first: what a task did before its end is read then.
  const slurm = isObject(request.plan) ? null : await askSlurm(`${request.plan}.slurm`);
  // Before the first part there is no directory.
  const storage = await openStorage(output, { ...access, check: 'source' }).catch(
    nullIf((error) => isMissing(error) && !isObject(output)),
  );
  const status = await (storage === null
    ? statusOf(plan, [])
    : closing(storage, async () => statusOf(plan, await followRuns(plan, storage))));
  return slurm === null ? status : withTasks(status, ...slurm);
}

/** Records the number of an array job of a plan in `PLAN.slurm`, for `cryoet status`, which goes on without it. */
export async function noteJob(plan: string, job: string): Promise<void> {
  if (!isObject(plan)) await appendFile(`${plan}.slurm`, `${job}\n`).catch(() => undefined);
}

/** Returns the tasks of the jobs in a file, and how those ended that are over; null if there are none or Slurm is silent. */
async function askSlurm(file: string) {
  const jobs = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((job) => job !== '');
  if (jobs.length === 0) return null;
  const env = { ...process.env, SLURM_TIME_FORMAT: '%s' };
  const ask = async (program: string, ...query: string[]) =>
    (await promisify(execFile)(program, query, { env, timeout: 10_000 }).catch(() => null))?.stdout ?? null;
  const queue = await ask('squeue', '--me', '-h', '-r', '-o', '%F|%K|%T');
  if (queue === null) return null;
  // Sites may keep no accounts.
  const accounts = await ask('sacct', '-nPX', '--array', '-o', 'JobID,State,End', '-j', jobs.join());
  return [readTasks(queue, jobs), readEnded(accounts ?? '', Date.now())] as const;
}

/** Reads the progress of each run from its ledger and lease. */
async function followRuns({ runs, tool, config }: Plan, storage: Storage): Promise<RunProgress[]> {
  const alive = await livingRuns(new Set(runs.map(({ dataset }) => dataset)), storage);
  const now = Date.now();
  const limit = pLimit(readAtATime);
  return Promise.all(
    runs.map(({ dataset, run }) =>
      limit(async (): Promise<RunProgress> => {
        const unit = { kind: 'run', dataset, run } as const;
        const renewed = alive.get(`${dataset}/${run}`);
        const silence = renewed === undefined ? null : Math.max(0, now - renewed) / 1000;
        const ledger = await readLedgerState(storage, unit);
        const isOwn = ledger?.tool === tool && ledger.config === config;
        const saved = isOwn ? ((await storage.stat(ledgerPath(unit)))?.modified ?? null) : null;
        if (isOwn && ledger.status === 'complete') return { status: 'done', saved, silence: null };
        if (isOwn && ledger.status === 'failed') return { status: 'failed', saved, silence: null };
        const left = isOwn ? 'stopped' : 'waiting';
        return { status: silence === null ? left : 'running', saved, silence };
      }),
    ),
  );
}

/** Returns the times at which valid leases were renewed last, by `dataset/run`. */
async function livingRuns(datasets: ReadonlySet<string>, storage: Storage): Promise<Map<string, number>> {
  const alive = new Map<string, number>();
  for (const dataset of datasets) {
    const directory = leaseDirectory(dataset);
    for await (const { key, modified } of storage.list(directory)) {
      const run = key.slice(directory.length + 1).replace(/\.\d+$/, '');
      const name = `${dataset}/${run}`;
      if (Date.now() - modified < leaseLimit) alive.set(name, Math.max(alive.get(name) ?? 0, modified));
    }
  }
  return alive;
}
