import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type PartStatus, planStatus, withTasks } from '../../src/cluster/part-status.js';
import { readEnded, readTasks } from '../../src/cluster/slurm.js';

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
    part(10, 'running', 3),
    part(11, 'stopped'),
  ];
  const tasks = readTasks(
    '7|3|PENDING\n7|4|RUNNING\n 7|5|REQUEUED\n8|1|RUNNING\n7|[6-9]|PENDING\n7|7|PENDING\n' +
      '7|10|COMPLETING\n7|11|COMPLETING\n',
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
      // It may still be stopping.
      ['running', null, 3],
      ['stopped', null, null],
    ],
  );
});

test('that the queue no longer has are what the accounts say of their last task', () => {
  const parts = [
    part(1, 'waiting'),
    part(2, 'running', 21),
    part(3, 'running', 19),
    part(4, 'failed'),
    part(5, 'stopped'),
    part(6, 'stopped'),
    part(7, 'waiting'),
    part(8, 'running', 2),
    part(9, 'running', 3),
    part(10, 'stopped'),
  ];
  // The lease of part 3 was renewed after its task had ended; that of part 9 seems to be by clocks that differ.
  const ended = readEnded(
    '7_1|CANCELLED by 1000|1000\n7_2|NODE_FAIL|1982\n7_3|TIMEOUT|1970\n7_4|FAILED|1000\n7_5|TIMEOUT|1000\n' +
      '7_6|OUT_OF_MEMORY|1000\n7_8|FAILED|2000\n7_9|CANCELLED by 0|1994\n7_10|REQUEUED|1999\n8_5|RUNNING|Unknown\n8_7|PENDING|Unknown\n',
    2000_000,
  );
  assert.equal(
    withTasks({ ...rest, parts }, readTasks('8|6|PENDING\n', ['7', '8']), ended).parts.map(
      ({ status, task = null, silence }) => [status, task, silence],
    ),
    [
      ['stopped', 'CANCELLED', null],
      ['stopped', 'NODE_FAIL', null],
      ['running', null, 19],
      ['failed', null, null],
      ['stopped', null, null],
      ['waiting', 'PENDING', null],
      ['waiting', null, null],
      ['stopped', 'FAILED', null],
      ['stopped', 'CANCELLED', null],
      ['waiting', 'REQUEUED', null],
    ],
  );
});

test.run();
