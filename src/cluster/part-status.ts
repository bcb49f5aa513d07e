import { defined, groupBy } from '../base/collections.js';
import type { Plan, PlannedRun } from './plan.js';
import { roundSeconds } from './weigh-runs.js';

/** Status of a run; `stopped`: started, but no process works on it now. */
export type RunStatus = 'waiting' | 'running' | 'stopped' | 'done' | 'failed';

export interface RunProgress {
  readonly status: RunStatus;
  /** Time at which its ledger was last saved, in milliseconds since the epoch; null without a ledger. */
  readonly saved: number | null;
  /** Seconds since the process that works on it last renewed its lease; null unless it is running. */
  readonly silence: number | null;
}

/** Status of a part; `stopped`: runs are left, but no process works on any of them. */
export interface PartStatus {
  readonly part: number;
  readonly status: RunStatus;
  readonly runs: Readonly<Record<RunStatus, number>>;
  /** Bytes of its source files, and of those of finished runs. */
  readonly bytes: number;
  readonly bytesDone: number;
  /** Estimated processor time that is left, in seconds. */
  readonly secondsLeft: number;
  /** Seconds since a process last gave a sign that it works on this part; null unless it is running. */
  readonly silence: number | null;
  /** State of its task in Slurm, such as `PENDING`, or of a stopped part `TIMEOUT`; absent if it has none there. */
  readonly task?: string;
}

/** Status of a plan and its parts. */
export interface PlanStatus {
  readonly parts: readonly PartStatus[];
  readonly bytes: number;
  readonly bytesDone: number;
  /** Runs with failed items, as `dataset/run`. */
  readonly failedRuns: readonly string[];
  /** Estimated seconds until all runs are finished; null before two are finished, and at the end. */
  readonly timeLeft: number | null;
}

/** Returns the status of a plan. `progress` has one entry per run, in the order of the plan. */
export function planStatus(plan: Plan, progress: readonly RunProgress[]): PlanStatus {
  const runs = plan.runs.map((run, index) => ({ run, ...(progress[index] ?? notBegun) }));
  const byPart = groupBy(runs, ({ run }) => run.part);
  const parts = Array.from({ length: plan.parts }, (_, index) =>
    partStatus(index + 1, byPart.get(index + 1) ?? []),
  );
  const sum = (key: 'bytes' | 'bytesDone') => parts.reduce((total, part) => total + part[key], 0);
  return {
    parts,
    bytes: sum('bytes'),
    bytesDone: sum('bytesDone'),
    failedRuns: runs
      .filter(({ status }) => status === 'failed')
      .map(({ run }) => `${run.dataset}/${run.run}`),
    timeLeft: timeLeft(runs),
  };
}

/** Seconds without a renewal after which a lease counts for less than Slurm's queue: two were missed. */
const missedRenewals = 35;

/** Seconds by which the clocks of Slurm and of the storage may differ. */
const clockSkew = 5;

/** The end of a task in Slurm, with the seconds since then. */
export interface TaskEnd {
  readonly state: string;
  readonly seconds: number;
}

/**
 * Returns the status of a plan, corrected by the states of its tasks in Slurm, by part: a part whose node has died seems
 * to run until its lease is stale. `ended` has how tasks ended that Slurm's queue no longer has.
 */
export function withTasks(
  status: PlanStatus,
  tasks: ReadonlyMap<number, string>,
  ended: ReadonlyMap<number, TaskEnd> = new Map(),
): PlanStatus {
  return {
    ...status,
    parts: status.parts.map((part) => {
      const end = ended.get(part.part);
      const task = tasks.get(part.part) ?? (end?.state === 'REQUEUED' ? end.state : undefined);
      if (part.status === 'done') return part;
      if (part.status === 'failed') return task === undefined ? part : { ...part, task };
      if (task === 'RUNNING') return { ...part, task, status: 'running' };
      if (task !== undefined) return { ...part, task, status: 'waiting', silence: null };
      // Somebody may have started it elsewhere, or it takes its time to stop: its lease was renewed since.
      const isOver =
        end === undefined
          ? (part.silence ?? 0) > missedRenewals
          : (part.silence ?? Infinity) >= end.seconds - clockSkew;
      return isOver ? { ...part, ...defined({ task: end?.state }), status: 'stopped', silence: null } : part;
    }),
  };
}

type RunWithProgress = RunProgress & { readonly run: PlannedRun };

const notBegun: RunProgress = { status: 'waiting', saved: null, silence: null };

function secondsOf(runs: readonly RunWithProgress[]): number {
  return runs.reduce((sum, { run }) => sum + run.seconds, 0);
}

function isOver({ status }: RunProgress): boolean {
  return status === 'done' || status === 'failed';
}

function partStatus(part: number, runs: readonly RunWithProgress[]): PartStatus {
  const count = { waiting: 0, running: 0, stopped: 0, done: 0, failed: 0 };
  for (const { status } of runs) count[status] += 1;
  const left = runs.filter((run) => !isOver(run));
  const silences = runs.flatMap(({ silence }) => silence ?? []);
  const bytesOf = (some: readonly RunWithProgress[]) => some.reduce((sum, { run }) => sum + run.bytes, 0);
  return {
    part,
    status: statusOf(count, runs.length),
    runs: count,
    bytes: bytesOf(runs),
    bytesDone: bytesOf(runs.filter(isOver)),
    secondsLeft: roundSeconds(secondsOf(left)),
    silence: silences.length === 0 ? null : Math.min(...silences),
  };
}

function statusOf(count: Readonly<Record<RunStatus, number>>, total: number): RunStatus {
  if (count.running > 0) return 'running';
  if (count.done + count.failed === total) return count.failed > 0 ? 'failed' : 'done';
  return count.waiting === total ? 'waiting' : 'stopped';
}

/**
 * Estimates from the work that was finished between the first and the last finished run. Work before the first one is
 * unknown: its start is not recorded.
 */
function timeLeft(runs: readonly RunWithProgress[]): number | null {
  const over = runs.filter(isOver).sort((a, b) => (a.saved ?? 0) - (b.saved ?? 0));
  const [first, last] = [over[0]?.saved ?? null, over.at(-1)?.saved ?? null];
  const left = secondsOf(runs.filter((run) => !isOver(run)));
  if (first === null || last === null || last <= first || left === 0) return null;
  const done = secondsOf(over.slice(1));
  return done === 0 ? null : (left * (last - first)) / 1000 / done;
}
