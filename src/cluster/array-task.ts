import { UsageError } from '../base/errors.js';

/** A share of the runs of a deposition: the `number`th of `count` parts, counted from 1. */
export interface Part {
  readonly number: number;
  readonly count: number;
}

/** The value of `--part`: a part, or `auto`, which the engine's environment names, of `count` if given. */
type PartRequest = Part | { readonly auto: true; readonly count: number | null };

/** Parses `K/N`, `auto` or `auto/N`. Fails with a UsageError that names the option `name` for anything else. */
export function parsePart(given: string, name: string): PartRequest {
  const [, first = '', second] = /^(auto|\d{1,9})(?:\/(\d{1,9}))?$/.exec(given) ?? [];
  const count = second === undefined ? null : Number(second);
  const isAuto = first === 'auto' && count !== 0;
  if (isAuto) return { auto: true, count };
  const number = Number(first);
  if (first !== '' && count !== null && number >= 1 && number <= count) return { number, count };
  throw new UsageError(`${name} takes K/N with K from 1 to N, auto or auto/N, not ${given}`);
}

/** Formats a part as `3/8`. */
export function spellPart({ number, count }: Part): string {
  return `${number}/${count}`;
}

/**
 * Returns the requested part of the runs. `planned` is the number of parts of the plan, or null without a plan. Fails
 * with a UsageError if the environment names no task of an array job, or if the numbers of tasks and parts differ.
 */
export function resolvePart(request: PartRequest, planned: number | null, environment: Environment): Part {
  if ('number' in request) return checkCount(request, planned);
  const task = readArrayTask(environment);
  if (task === null) {
    throw new UsageError('--part auto finds no task of an array job', {
      expected: `one of ${engines.map(({ index }) => index).join(', ')}`,
      found: 'none of them',
      hint: 'give --part K/N, or submit an array job',
    });
  }
  const given = request.count ?? planned;
  const count = given ?? task.count;
  if (count === null) {
    throw new UsageError(`--part auto does not know the number of parts: ${task.engine} does not say it`, {
      hint: 'give --part auto/N, or --plan',
    });
  }
  if (given !== null && task.count !== null && task.count !== given) {
    throw new UsageError(
      `--part auto: the array job and the plan have different numbers of tasks and parts`,
      {
        expected: `${given} tasks`,
        found: `${task.count}`,
        hint: `to run some parts again, give each its own: --part K/${given}`,
      },
    );
  }
  return checkCount({ number: numberOf(task, count), count }, planned);
}

function numberOf({ engine, variable, index, first, step }: ArrayTask, count: number): number {
  const number = step < 1 ? Number.NaN : (index - first) / step + 1;
  if (Number.isInteger(number) && number >= 1 && number <= count) return number;
  throw new UsageError(`--part auto: ${variable} is not part of ${count}`, {
    expected:
      step < 1
        ? 'an array with equal steps'
        : `${first} to ${first + step * (count - 1)}${step === 1 ? '' : ` in steps of ${step}`} (${engine})`,
    found: String(index),
    hint: 'give --part K/N',
  });
}

function checkCount(part: Part, planned: number | null): Part {
  if (planned === null || planned === part.count) return part;
  throw new UsageError('--part: the plan has a different number of parts', {
    expected: `K/${planned}`,
    found: `${part.number}/${part.count}`,
  });
}

/** A task of an array job, as the environment variables describe it. */
type ArrayTask = NonNullable<ReturnType<typeof readArrayTask>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** The numbering of an engine's array tasks: names of its environment variables, and defaults. */
interface Engine {
  readonly name: string;
  readonly index: string;
  /** Variables with the first index, the last index, the step and the number of tasks, if the engine has them. */
  readonly first?: string;
  readonly last?: string;
  readonly step?: string;
  readonly count?: string;
  /** First index if no variable states it. */
  readonly usualFirst: number;
  /** Index value that means: not a task of an array. */
  readonly none?: number;
}

/**
 * Schedulers come before container engines, because a container may run inside a scheduler's job. Variables are
 * documented in sbatch(1), qsub(1) of Grid Engine, bsub(1), qsub(1B) of PBS, AWS Batch "Job environment variables" and
 * Kubernetes "Indexed Job".
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

/** Returns the array task that this process runs, or null if the environment names none. */
function readArrayTask(environment: Environment) {
  for (const engine of engines) {
    const index = numberIn(environment, engine.index);
    if (index === null || index === engine.none) continue;
    const step = numberIn(environment, engine.step) ?? 1;
    const first = numberIn(environment, engine.first) ?? engine.usualFirst;
    const last = numberIn(environment, engine.last);
    const stated = numberIn(environment, engine.count);
    const spanned = last === null || step < 1 ? null : Math.floor((last - first) / step) + 1;
    // A list of tasks such as 1,2,7 has no step: its span differs from its count.
    const isRegular = stated === null || spanned === null || stated === spanned;
    return {
      engine: engine.name,
      variable: engine.index,
      index,
      // The index of the first task.
      first,
      step: isRegular ? step : 0,
      // Null if the engine does not state it.
      count: stated ?? spanned,
    };
  }
  return null;
}

/** Returns the number in a variable, or null: Grid Engine sets `undefined` in jobs that are not arrays. */
function numberIn(environment: Environment, name: string | undefined): number | null {
  const text = name === undefined ? undefined : environment[name];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
