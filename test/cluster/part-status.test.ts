import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type PartStatus, planStatus, withTasks } from '../../src/cluster/part-status.js';
import { readTasks } from '../../src/cluster/slurm.js';

const test = suite('parts of which Slurm knows the tasks');

const { parts: none, ...rest } = planStatus({ parts: 1, runs: [] } as never, []);
const part = (number: number, status: PartStatus['status'], silence: number | null = null): PartStatus => ({
  ...(none[0] as PartStatus),
  ...{ part: number, status, silence },
});

test('are what Slurm says, unless they are over or have just renewed a lease', () => {
  const parts = [
    part(1, 'running', 60),
    part(2, 'running', 5),
    part(3, 'stopped'),
    part(4, 'done'),
    part(5, 'running', 40),
    part(6, 'waiting'),
    part(7, 'failed'),
    part(8, 'running', 31),
    part(9, 'running', 36),
  ];
  const tasks = readTasks(
    '7|3|PENDING\n7|4|RUNNING\n 7|5|REQUEUED\n8|1|RUNNING\n7|[6-9]|PENDING\n7|7|PENDING\n',
    ['7'],
  );
  assert.equal(
    withTasks({ ...rest, parts }, tasks).parts.map(({ status, task = null, silence }) => [
      status,
      task,
      silence,
    ]),
    [
      ['stopped', null, null],
      ['running', null, 5],
      ['waiting', 'PENDING', null],
      ['done', null, null],
      ['waiting', 'REQUEUED', null],
      ['waiting', null, null],
      ['failed', 'PENDING', null],
      ['running', null, 31],
      ['stopped', null, null],
    ],
  );
});

test.run();
