import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createRandom } from '../../demo/random.js';
import { UsageError } from '../../src/base/errors.js';
import { parsePart, resolvePart } from '../../src/cluster/array-task.js';
import { countParts, divideRuns } from '../../src/cluster/plan.js';

const test = suite('parts of the runs');

type Variables = Readonly<Record<string, string>>;
const slurm = (id: number, min: number, max: number, step = 1, count?: number): Variables => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_MAX: String(max),
  SLURM_ARRAY_TASK_STEP: String(step),
  SLURM_ARRAY_TASK_COUNT: String(count ?? (max - min) / step + 1),
});

const tasks: readonly [part: string, planned: number | null, variables: Variables, expected: string][] = [
  ['auto', null, slurm(1, 1, 8), '1/8'],
  ['auto', null, slurm(0, 0, 7), '1/8'],
  ['auto', 8, slurm(7, 0, 7), '8/8'],
  ['auto', null, slurm(14, 10, 18, 2), '3/5'],
  ['auto/5', null, slurm(14, 10, 18, 2), '3/5'],
  [
    'auto',
    null,
    { SGE_TASK_ID: '5', SGE_TASK_FIRST: '1', SGE_TASK_LAST: '9', SGE_TASK_STEPSIZE: '2' },
    '3/5',
  ],
  ['auto', null, { SGE_TASK_ID: 'undefined', LSB_JOBINDEX: '3', LSB_JOBINDEX_END: '4' }, '3/4'],
  ['auto/4', null, { LSB_JOBINDEX: '4' }, '4/4'],
  ['auto/4', null, { PBS_ARRAY_INDEX: '4' }, '4/4'],
  ['auto', 4, { PBS_ARRAY_INDEX: '1' }, '1/4'],
  ['auto/4', null, { AWS_BATCH_JOB_ARRAY_INDEX: '0' }, '1/4'],
  ['auto', null, { AWS_BATCH_JOB_ARRAY_INDEX: '3', AWS_BATCH_JOB_ARRAY_SIZE: '4' }, '4/4'],
  ['auto', 6, { JOB_COMPLETION_INDEX: '5' }, '6/6'],
  ['auto/6', null, { JOB_COMPLETION_INDEX: '0' }, '1/6'],
  // A scheduler may run in a container of an indexed job.
  ['auto', null, { JOB_COMPLETION_INDEX: '0', ...slurm(2, 1, 3) }, '2/3'],
  ['2/3', null, slurm(1, 1, 8), '2/3'],
];

for (const [part, planned, variables, expected] of tasks) {
  test(`${part} of ${JSON.stringify(variables)} is ${expected}`, () => {
    const { number, count } = resolvePart(parsePart(part, '--part'), planned, variables);
    assert.is(`${number}/${count}`, expected);
  });
}

const refused: readonly [part: string, planned: number | null, variables: Variables, message: RegExp][] = [
  ['auto', null, {}, /finds no task/],
  ['auto', null, { LSB_JOBINDEX: '0' }, /finds no task/],
  ['auto', null, { PBS_ARRAY_INDEX: '1' }, /does not know the number of parts/],
  ['auto', null, { JOB_COMPLETION_INDEX: '1' }, /does not know the number of parts/],
  ['auto', 8, slurm(3, 3, 7, 4), /different numbers of tasks/],
  ['auto', null, slurm(2, 1, 7, 1, 3), /is not part of 3/],
  ['auto/4', null, { PBS_ARRAY_INDEX: '0' }, /is not part of 4/],
  ['auto/4', null, { AWS_BATCH_JOB_ARRAY_INDEX: '4' }, /is not part of 4/],
  ['1/3', 4, {}, /the plan has a different number of parts/],
];

for (const [part, planned, variables, message] of refused) {
  test(`${part} of ${JSON.stringify(variables)} is refused`, () => {
    assert.throws(
      () => resolvePart(parsePart(part, '--part'), planned, variables),
      (error: unknown) => error instanceof UsageError && message.test(error.message),
    );
  });
}

const makeRuns = (count: number, seed: number, spread: number) => {
  const { uniform } = createRandom(seed);
  return Array.from({ length: count }, (_, index) => ({
    dataset: String(index % 3),
    run: `TS_${index}`,
    seconds: 1 + spread * uniform() ** 4,
  }));
};

test('are even, whole, and the same in whatever order the runs come', () => {
  for (const spread of [0, 10, 100]) {
    const runs = makeRuns(10_000, 7, spread);
    const parts = divideRuns(runs, 100);
    const loads = new Array<number>(101).fill(0);
    for (const [index, part] of parts.entries())
      loads[part] = (loads[part] ?? 0) + (runs[index]?.seconds ?? 0);
    const mean = loads.reduce((sum, load) => sum + load, 0) / 100;
    const longest = Math.max(...runs.map(({ seconds }) => seconds));
    assert.is(loads[0], 0);
    assert.ok(Math.max(...loads) <= Math.max(1.1 * mean, longest), `${Math.max(...loads) / mean}`);
    const { uniform } = createRandom(9);
    const order = runs.map((run) => ({ run, at: uniform() })).sort((a, b) => a.at - b.at);
    const again = divideRuns(
      order.map(({ run }) => run),
      100,
    );
    const byRun = new Map(order.map(({ run }, index) => [run, again[index]]));
    assert.equal(
      runs.map((run) => byRun.get(run)),
      parts,
    );
  }
});

test('of a target time are few, and none takes longer unless it is one run', () => {
  const runs = [...makeRuns(500, 3, 20), { dataset: '1', run: 'long', seconds: 5000 }];
  const count = countParts(runs, 100);
  const loads = new Map<number, number[]>();
  for (const [index, part] of divideRuns(runs, count).entries()) {
    loads.set(part, [...(loads.get(part) ?? []), runs[index]?.seconds ?? 0]);
  }
  for (const seconds of loads.values()) {
    assert.ok(seconds.length === 1 || seconds.reduce((sum, each) => sum + each, 0) <= 100);
  }
  const total = runs.slice(0, 500).reduce((sum, { seconds }) => sum + seconds, 0);
  assert.ok(count <= Math.ceil((total / 100) * 1.25) + 2, `${count} parts of ${total} s`);
  assert.is(countParts([], 100), 1);
});

test.run();
