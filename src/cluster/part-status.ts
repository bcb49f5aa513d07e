import type { Plan, PlannedRun } from './plan.js';

/** How far a run is: `stopped` where it was begun and nobody is at it now. */
export type RunStatus = 'waiting' | 'running' | 'stopped' | 'done' | 'failed';

/** What is known of a run that was begun. */
export interface RunProgress {
  readonly status: RunStatus;
  /** When its ledger was written last, in milliseconds since the epoch; null where there is none. */
  readonly saved: number | null;
}

/** How far a part is: `stopped` where some of its runs are left and nobody is at any of them. */
export interface PartStatus {
  readonly part: number;
  readonly status: RunStatus;
  /** Runs by their status. */
  readonly runs: Readonly<Record<RunStatus, number>>;
  /** Bytes of its sources, and of those whose runs are over. */
  readonly bytes: number;
  readonly bytesDone: number;
  /** Estimated seconds of processor time that are left. */
  readonly secondsLeft: number;
}

/** How far the parts of a plan are. */
export interface PlanStatus {
  readonly parts: readonly PartStatus[];
  readonly bytes: number;
  readonly bytesDone: number;
  /** Names of the runs with items that failed, as `dataset/run`. */
  readonly failedRuns: readonly string[];
  /** Seconds until all is over, as the runs so far went; null before two of them are over, and afterwards. */
  readonly timeLeft: number | null;
}

/** How far a plan is, by what is known of each of its runs, in their order. */
export function planStatus(plan: Plan, progress: readonly RunProgress[]): PlanStatus {
  const runs = plan.runs.map((run, index) => ({ run, ...(progress[index] ?? notBegun) }));
  const byPart = new Map<number, Followed[]>();
  for (const followed of runs) {
    const own = byPart.get(followed.run.part) ?? [];
    own.push(followed);
    byPart.set(followed.run.part, own);
  }
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

interface Followed extends RunProgress {
  readonly run: PlannedRun;
}

const notBegun: RunProgress = { status: 'waiting', saved: null };

function isOver({ status }: RunProgress): boolean {
  return status === 'done' || status === 'failed';
}

function partStatus(part: number, runs: readonly Followed[]): PartStatus {
  const count = { waiting: 0, running: 0, stopped: 0, done: 0, failed: 0 };
  for (const { status } of runs) count[status] += 1;
  const left = runs.filter((run) => !isOver(run));
  const bytesOf = (some: readonly Followed[]) => some.reduce((sum, { run }) => sum + run.bytes, 0);
  return {
    part,
    status: statusOf(count, runs.length),
    runs: count,
    bytes: bytesOf(runs),
    bytesDone: bytesOf(runs.filter(isOver)),
    secondsLeft: Math.round(left.reduce((sum, { run }) => sum + run.seconds, 0) * 1000) / 1000,
  };
}

function statusOf(count: Readonly<Record<RunStatus, number>>, total: number): RunStatus {
  if (count.running > 0) return 'running';
  if (count.done + count.failed === total) return count.failed > 0 ? 'failed' : 'done';
  return count.waiting === total ? 'waiting' : 'stopped';
}

/** By the work that was finished between the first and the last run that is over. */
function timeLeft(runs: readonly Followed[]): number | null {
  const over = runs.filter(isOver).sort((a, b) => (a.saved ?? 0) - (b.saved ?? 0));
  const [first, last] = [over[0]?.saved ?? null, over.at(-1)?.saved ?? null];
  const left = runs.filter((run) => !isOver(run)).reduce((sum, { run }) => sum + run.seconds, 0);
  if (first === null || last === null || last <= first || left === 0) return null;
  const done = over.slice(1).reduce((sum, { run }) => sum + run.seconds, 0);
  return done === 0 ? null : (left * (last - first)) / 1000 / done;
}
