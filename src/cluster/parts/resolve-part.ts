import { UsageError } from '../../errors/index.js';
import { type ArrayTask, indexVariables, readArrayTask } from './array-task.js';
import type { Part, PartRequest } from './part.js';

/**
 * The part that is asked for; `planned` is the number of parts of the plan, where there is one. Fails with a UsageError where
 * the environment names no part, or another number of parts than was given.
 */
export function resolvePart(
  request: PartRequest,
  planned: number | null,
  environment: Readonly<Record<string, string | undefined>>,
): Part {
  if ('number' in request) return checkCount(request, planned);
  const task = readArrayTask(environment);
  if (task === null) {
    throw new UsageError('--part auto finds no task of an array job', {
      expected: `one of ${indexVariables.join(', ')}`,
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
