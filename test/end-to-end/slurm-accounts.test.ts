import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { manyRunsConfig } from '../../bench/ingest-scale/many-runs-config.js';
import { manyRunsPlan } from '../../bench/ingest-scale/many-runs-plan.js';
import { createRandom } from '../../demo/random.js';
import { writeDeposition } from '../../demo/write-deposition.js';
import { planStatus } from '../../src/api/plan-status.js';
import type { PlanStatus } from '../../src/cluster/part-status.js';
import { runAsProcess } from '../support/run-as-process.js';
import { isAccountingInstalled, startAccounts } from '../support/slurm/accounts.js';
import { isSlurmInstalled, revocation, SlurmCluster, step } from '../support/slurm/slurm-cluster.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { hashTree, listFiles } from '../support/tree.js';
import { until } from '../support/until.js';

const test = suite('parts on a Slurm that keeps accounts');
const { directory, remove } = temporaryDirectory();
const at = (...names: string[]) => join(directory, ...names);
const trials = 2 * Number(process.env.CRYOET_TEST_SLURM_ROUNDS ?? 0);
const clock = { SOURCE_DATE_EPOCH: '1740000000' };
const isWanted = process.env.CRYOET_TEST_SLURM_ROUNDS !== undefined;
const isInstalled = isWanted && isSlurmInstalled() && isAccountingInstalled();
if (!isInstalled) {
  const reason = isWanted
    ? 'slurmdbd or mariadb-server is not installed'
    : 'npm run campaign -- slurm has it';
  process.stdout.write(`accounts of Slurm: skipped, ${reason}\n`);
}

/** Milliseconds for which status and accounts may differ: each takes its time. */
const longestDifference = 10_000;

let cluster: SlurmCluster;
test.before(async () => {
  if (!isInstalled) return;
  cluster = await SlurmCluster.start(at('slurm'), 4, startAccounts);
  Object.assign(process.env, cluster.environment);
});
test.after(async () => {
  await cluster?.stop();
  remove();
});

const cryoet = async (...args: string[]) => {
  const { status, stdout, stderr } = await runAsProcess(args, clock);
  assert.is(status, 0, stdout + stderr);
};
const running = async () => (await cluster.tasks()).filter(({ state }) => state === 'RUNNING');

/** Ids of tasks that run, in a random order. */
async function victims(random: () => number): Promise<string[]> {
  const tasks = (await running()).map(({ id }) => ({ id, place: random() }));
  return tasks.sort((a, b) => a.place - b.place).map(({ id }) => id);
}

/** Puts a task back into the queue, and lets it start before the two minutes that Slurm makes it wait. */
async function requeue(task: string): Promise<void> {
  await cluster.requeue(task);
  await pause(revocation);
  await cluster.startNow(task);
}

async function killNodeOf(task: string): Promise<void> {
  const { node } = (await cluster.tasks()).find(({ id }) => id === task) ?? {};
  if (node === undefined || node === '') return;
  await cluster.killNode(node);
  await cluster.restoreNode(node);
}

const cancel = (...args: string[]) => cluster.run('scancel', ...args);

/** What happens to an array job, of which some tasks run: their ids. */
const disturbances: Readonly<Record<string, (tasks: string[]) => Promise<unknown>>> = {
  'a node killed, a task cancelled': async ([task = '', other = '']) => {
    await killNodeOf(task);
    await cancel(other);
  },
  'a task cancelled': ([task = '']) => cancel(task),
  'the array cancelled': ([task = '']) => cancel(task.replace(/_.*/, '')),
  'waiting tasks cancelled': ([task = '']) => cancel('--state=PENDING', task.replace(/_.*/, '')),
  'a task requeued': ([task = '']) => requeue(task),
  'a task requeued, then cancelled': async ([task = '']) => {
    await requeue(task);
    await cancel(task);
  },
  'a step killed': ([task = '']) => cluster.killProcesses(task),
  'a process killed': ([task = '']) =>
    cluster.killProcesses(task, (command) => command.includes('\0ingest\0')),
  'two tasks cancelled, one requeued': async ([task = '', second = '', third = '']) => {
    await cancel(task, second);
    await requeue(third);
  },
  'a node killed': ([task = '']) => killNodeOf(task),
};

/** What the status of a part may be where the accounts have a task in this state. Ledgers say first that a part is over. */
const agreeing: Readonly<Record<string, readonly string[]>> = {
  PENDING: ['waiting', 'done'],
  REQUEUED: ['waiting', 'done'],
  RUNNING: ['running', 'done'],
  COMPLETED: ['done'],
};
const ended = ['stopped', 'done'];

/** The last state of each task of some jobs, by part, and of its batch step how it ended. */
async function accountsOf(jobs: string): Promise<Map<number, { state: string; exit: string }>> {
  const rows = await cluster.run('sacct', '-n', '-P', '--array', '-o', 'JobID,State,ExitCode', '-j', jobs);
  const tasks = new Map<number, { state: string; exit: string }>();
  for (const [, task, kind, state = '', exit = ''] of rows.matchAll(
    /^\d+_(\d+)(\.\w+)?\|(\w+)[^|]*\|(.*)$/gm,
  )) {
    const last = tasks.get(Number(task));
    if (kind === undefined) tasks.set(Number(task), { state, exit: '' });
    else if (kind === '.batch' && last !== undefined) last.exit = exit;
  }
  return tasks;
}

const jobsOf = async (plan: string) =>
  (await readFile(`${plan}.slurm`, 'utf8').catch(() => '')).trim().replaceAll('\n', ',');

/** The parts of which status and accounts say different things, and what. */
async function differences(plan: string, output: string): Promise<{ part: number; what: string }[]> {
  const jobs = await jobsOf(plan);
  if (jobs === '') return [];
  const [{ parts }, accounts] = await Promise.all([planStatus({ plan, output }), accountsOf(jobs)]);
  return parts.flatMap(({ part, status, task }) => {
    const { state } = accounts.get(part) ?? {};
    const isNamed = status !== 'stopped' || task === state;
    if (state === undefined || ((agreeing[state] ?? ended).includes(status) && isNamed)) return [];
    return [{ part, what: `part ${part}: ${status} ${task ?? ''}, ${state}` }];
  });
}

/** Compares, once a second until `isOver`, what status and accounts say; the longest time in which they said different things. */
async function compare(plan: string, output: string, isOver: () => boolean) {
  const since = new Map<number, number>();
  const longest = { milliseconds: 0, what: '', samples: 0 };
  for (let last = false; !last; await pause(1000)) {
    last = isOver();
    const different = await differences(plan, output);
    const now = Date.now();
    longest.samples += 1;
    for (const part of since.keys()) if (different.every((each) => each.part !== part)) since.delete(part);
    for (const { part, what } of different) {
      since.set(part, since.get(part) ?? now);
      const milliseconds = now - (since.get(part) ?? now);
      if (milliseconds >= longest.milliseconds) Object.assign(longest, { milliseconds, what });
    }
  }
  return longest;
}

/** How cancelled parts ended, by exit status: one that was interrupted says in its log what it did and what is left. */
async function checkCancelled(logs: string, jobs: string, { parts }: PlanStatus): Promise<string[]> {
  const accounts = await accountsOf(jobs);
  const cancelled = parts.filter(({ part }) => accounts.get(part)?.state === 'CANCELLED');
  return Promise.all(
    cancelled.map(async ({ part, status }) => {
      const exit = accounts.get(part)?.exit ?? '';
      const log = await readFile(join(logs, `part-${part}.log`), 'utf8').catch(() => '');
      const [summary = ''] = /^✖ stopped \(the ingest was interrupted\): \d+ written.*$/m.exec(log) ?? [];
      // Its last run may just have been finished; it may not have begun, or not so far that it heeds signals.
      assert.ok(['1:0', '0:0', '', '143:0', '0:15'].includes(exit), `part ${part} ended with ${exit}`);
      if (exit === '1:0')
        assert.match(summary, /0 failed, \d+ not reached/, `part ${part}: ${log.slice(-500)}`);
      if (exit === '0:0') assert.is(status, 'done', `part ${part}`);
      return `${part}: ${exit === '' ? 'not begun' : `${exit} ${summary}`}`;
    }),
  );
}

/** Submits an array job, lets something happen to some of its tasks, and submits again what is left; what was cancelled and left. */
async function disturb(name: string, seed: number, { plan, output, submit, logs, files }: Trial) {
  const { uniform: random } = createRandom(seed);
  await submit();
  await until('tasks run', async () => (await running()).length > 0, step);
  const moment = 0.6 * random() * files;
  await until('the moment', async () => (await listFiles(output)).length >= moment, step);
  await disturbances[name]?.(await victims(random));
  await cluster.drain();
  await until('status and accounts agree', async () => (await differences(plan, output)).length === 0, step);
  const found = await planStatus({ plan, output });
  const cancelled = await checkCancelled(logs, await jobsOf(plan), found);
  const left = found.parts.filter(({ status }) => status !== 'done').map(({ part }) => part);
  if (left.length > 0) {
    await submit('--again');
    await cluster.drain();
  }
  return { cancelled, left };
}

interface Trial {
  readonly plan: string;
  readonly output: string;
  readonly logs: string;
  /** Files of the whole tree. */
  readonly files: number;
  submit(...options: string[]): Promise<void>;
}

async function makeTrial(seed: number): Promise<Trial> {
  const { config, input, expected } = await deposition();
  const [plan, output, logs] = [at(`${seed}.plan`), at(`${seed}`), at(`${seed}-logs`)];
  await cryoet('plan', config, input, '--parts', String(6 - ((seed - 1) % 3)), '--output', plan);
  const jobs = [
    ...['--plan', plan, '--jobs', '2', '--memory', '512'],
    ...['--script', at(`${seed}.sh`), '--logs', logs],
  ];
  const submit = (...options: string[]) =>
    cryoet('submit', 'slurm', config, input, output, ...jobs, ...options);
  return { plan, output, logs, files: Object.keys(expected).length, submit };
}

const names = Object.keys(disturbances);
for (let seed = 1; seed <= trials; seed++) {
  const name = names[(seed - 1) % names.length] ?? '';
  const title = `trial ${seed}, ${name}: status and accounts agree, and what is left is done again`;
  (isInstalled ? test : test.skip)(title, async () => {
    const trial = await makeTrial(seed);
    let isOver = false;
    const comparison = compare(trial.plan, trial.output, () => isOver);
    const { cancelled, left } = await disturb(name, seed, trial).finally(() => {
      isOver = true;
      return comparison.catch(() => undefined);
    });
    const { milliseconds, what, samples } = await comparison;
    const longest = `${(milliseconds / 1000).toFixed(1)} s ${what && `(${what})`}`;
    process.stdout.write(
      `trial ${seed} | ${name} | cancelled: ${cancelled.join(', ') || 'none'} | again: ${left.join() || 'none'} | ${samples} samples | differed for at most ${longest}\n`,
    );
    const { parts } = await planStatus(trial);
    assert.equal(
      parts.map(({ status }) => status),
      parts.map(() => 'done'),
    );
    assert.equal(await hashTree(trial.output), (await deposition()).expected);
    assert.ok(milliseconds <= longestDifference, longest);
  });
}

let made: ReturnType<typeof makeDeposition> | undefined;
const deposition = () => {
  made ??= makeDeposition();
  return made;
};

async function makeDeposition() {
  await writeDeposition(manyRunsPlan(12), at('in', 'dep'));
  const [config, input] = [at('config.yaml'), at('in')];
  await writeFile(config, manyRunsConfig);
  await cryoet('ingest', config, input, at('alone'), '--quiet');
  return { config, input, expected: await hashTree(at('alone')) };
}

test.run();
