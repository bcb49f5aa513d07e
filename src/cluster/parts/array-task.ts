/** A task of an engine's array job, as its environment variables say. */
export interface ArrayTask {
  /** Engine and variable, as messages name them. */
  readonly engine: string;
  readonly variable: string;
  readonly index: number;
  /** Index of the first task. */
  readonly first: number;
  readonly step: number;
  /** Number of tasks; null where the engine does not say. */
  readonly count: number | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** How an engine numbers the tasks of an array. */
interface Engine {
  readonly name: string;
  readonly index: string;
  /** Variables of the first index, the last index, the step and the number of tasks, where there are such. */
  readonly first?: string;
  readonly last?: string;
  readonly step?: string;
  readonly count?: string;
  /** The first index where no variable says it. */
  readonly usualFirst: number;
  /** Index of a job that is not a task of an array. */
  readonly none?: number;
}

/**
 * Schedulers before containers, which a scheduler may run in. Variables as the manuals have them: sbatch(1), qsub(1) of Grid
 * Engine, bsub(1), qsub(1B) of PBS, AWS Batch "Job environment variables", Kubernetes "Indexed Job".
 */
const engines: readonly Engine[] = [
  {
    name: 'Slurm',
    index: 'SLURM_ARRAY_TASK_ID',
    first: 'SLURM_ARRAY_TASK_MIN',
    last: 'SLURM_ARRAY_TASK_MAX',
    step: 'SLURM_ARRAY_TASK_STEP',
    count: 'SLURM_ARRAY_TASK_COUNT',
    usualFirst: 1,
  },
  {
    name: 'Grid Engine',
    index: 'SGE_TASK_ID',
    first: 'SGE_TASK_FIRST',
    last: 'SGE_TASK_LAST',
    step: 'SGE_TASK_STEPSIZE',
    usualFirst: 1,
  },
  {
    name: 'LSF',
    index: 'LSB_JOBINDEX',
    last: 'LSB_JOBINDEX_END',
    step: 'LSB_JOBINDEX_STEP',
    usualFirst: 1,
    none: 0,
  },
  { name: 'PBS', index: 'PBS_ARRAY_INDEX', usualFirst: 1 },
  {
    name: 'AWS Batch',
    index: 'AWS_BATCH_JOB_ARRAY_INDEX',
    count: 'AWS_BATCH_JOB_ARRAY_SIZE',
    usualFirst: 0,
  },
  { name: 'Kubernetes', index: 'JOB_COMPLETION_INDEX', usualFirst: 0 },
];

/** Variables that name a task, for messages. */
export const indexVariables: readonly string[] = engines.map(({ index }) => index);

/** The task of an array job that this process is; null where the environment names none. */
export function readArrayTask(environment: Environment): ArrayTask | null {
  for (const engine of engines) {
    const index = numberIn(environment, engine.index);
    if (index === null || index === engine.none) continue;
    const step = numberIn(environment, engine.step) ?? 1;
    const first = numberIn(environment, engine.first) ?? engine.usualFirst;
    const last = numberIn(environment, engine.last);
    const told = numberIn(environment, engine.count);
    const spanned = last === null || step < 1 ? null : Math.floor((last - first) / step) + 1;
    // The tasks of a list such as 1,2,7 have no step.
    const isRegular = told === null || spanned === null || told === spanned;
    return {
      engine: engine.name,
      variable: engine.index,
      index,
      first,
      step: isRegular ? step : 0,
      count: told ?? spanned,
    };
  }
  return null;
}

/** Grid Engine says `undefined` in jobs that are not arrays. */
function numberIn(environment: Environment, name: string | undefined): number | null {
  const text = name === undefined ? undefined : environment[name];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
