import { quoteArguments } from '../base/messages.js';
import { exportLines, type Job, runLines } from './job.js';
import type { TaskEnd } from './part-status.js';

/** The options of Slurm jobs. */
interface SlurmOptions {
  /** Directory of the logs, which must exist. */
  readonly logs: string;
  /** Working directory of the command. */
  readonly directory: string;
  /** Numbers of the parts to run, ascending. */
  readonly tasks: readonly number[];
  readonly partition: string | null;
  readonly account: string | null;
}

/**
 * Returns a bash script that submits two Slurm jobs and prints their job ids: an array job with one task per part, and
 * the finish, which starts when the last task has ended, successful or not. A task is requeued if its node fails or it
 * is preempted. Shortly before its time limit it gets SIGUSR1, ends cleanly and is requeued too; finished work is kept.
 * So is a part that was killed (137), as for its memory.
 */
export function slurmScript(job: Job, options: SlurmOptions): string {
  return [
    '#!/bin/bash',
    '# Submits an ingest in parts to Slurm: an array job, and the finish when all of its tasks are over.',
    'set -euo pipefail',
    // In a federation, sbatch prints `id;cluster`.
    "array=$(sbatch --parsable <<'PART' | cut -d ';' -f 1",
    ...partScript(job, options),
    'PART',
    ')',
    'echo "parts:  job $array"',
    'finish=$(sbatch --parsable --dependency="afterany:$array" <<\'FINISH\' | cut -d ";" -f 1',
    ...finishScript(job, options),
    'FINISH',
    ')',
    'echo "finish: job $finish"',
    '',
  ].join('\n');
}

function partScript(job: Job, options: SlurmOptions): string[] {
  const { parts, ingest, jobs, memory, grace } = job;
  const part = `${quoteArguments(ingest)} --part "$SLURM_ARRAY_TASK_ID/${parts}"`;
  return [
    '#!/bin/bash',
    `#SBATCH --array=${ranges(options.tasks)}`,
    `#SBATCH --cpus-per-task=${jobs}`,
    `#SBATCH --mem=${memory}M`,
    '#SBATCH --requeue',
    `#SBATCH --signal=B:USR1@${grace}`,
    ...commonDirectives(job, options, 'part-%a'),
    ...exportLines(job.environment),
    ...runLines(part).flatMap((line) =>
      line === 'stopped=' ? [line, 'late=', `trap 'late=1; kill -TERM "$child" 2>/dev/null' USR1`] : [line],
    ),
    '# The time or the memory was too short: what is finished is kept, and the rest is done in another round.',
    `if { [ -n "$late" ] || [ "$status" -eq 137 ]; } && [ $((SLURM_RESTART_COUNT + 0)) -lt ${job.retries} ]; then`,
    '  scontrol requeue "$SLURM_ARRAY_JOB_ID"_"$SLURM_ARRAY_TASK_ID"',
    '  sleep 60',
    'fi',
    'exit "$status"',
  ];
}

/** Returns ascending numbers as Slurm spells them: `1-3,7`. */
export function ranges(numbers: readonly number[]): string {
  const starts = numbers.filter((number, index) => numbers[index - 1] !== number - 1);
  const ends = numbers.filter((number, index) => numbers[index + 1] !== number + 1);
  return starts.map((start, index) => (ends[index] === start ? start : `${start}-${ends[index]}`)).join(',');
}

/**
 * Returns the states of tasks by part from the output of `squeue -h -r -o '%F|%K|%T'`; of these jobs only, without those
 * that have ended but for their last processes.
 */
export function readTasks(text: string, jobs: readonly string[]): Map<number, string> {
  const rows = text.split('\n').map((line) => line.trim().split('|'));
  const own = rows.filter(
    ([job = '', task, state]) => jobs.includes(job) && Number(task) > 0 && state !== 'COMPLETING',
  );
  // A part that was submitted twice runs if one of its tasks does.
  own.sort(([, , a], [, , b]) => Number(a === 'RUNNING') - Number(b === 'RUNNING'));
  return new Map(own.map(([, task, state = '']) => [Number(task), state]));
}

/** States of a task that is over, or that is about to be in the queue again. */
const endStates =
  /^(?:BOOT_FAIL|CANCELLED|COMPLETED|DEADLINE|FAILED|NODE_FAIL|OUT_OF_MEMORY|PREEMPTED|REQUEUED|REVOKED|TIMEOUT)$/;

/**
 * Returns how tasks ended, by part, from the output of `sacct -nPX --array -o JobID,State,End` with times in seconds: the
 * last task of each part.
 */
export function readEnded(text: string, now: number): Map<number, TaskEnd> {
  // After a state may follow who caused it: `CANCELLED by 1000`.
  const rows = [...text.matchAll(/^\d+_(\d+)\|(\w*)[^|\n]*\|(\d*)/gm)];
  const last = new Map(
    rows.map(([, task, state = '', end]) => [Number(task), { state, seconds: now / 1000 - Number(end) }]),
  );
  return new Map([...last].filter(([, { state }]) => endStates.test(state)));
}

function finishScript(job: Job, options: SlurmOptions): string[] {
  return [
    '#!/bin/bash',
    '#SBATCH --cpus-per-task=1',
    `#SBATCH --mem=${job.memory}M`,
    '#SBATCH --requeue',
    ...commonDirectives(job, options, 'finish'),
    ...exportLines(job.environment),
    `exec ${quoteArguments([...job.ingest, '--finish', ...job.finish])}`,
  ];
}

/** The common directives. A quoted value of `#SBATCH` extends to the closing quote, without shell escapes. */
function commonDirectives(
  { name, hours }: Job,
  { logs, directory, partition, account }: SlurmOptions,
  log: string,
): string[] {
  return [
    `#SBATCH --job-name=${name}`,
    '#SBATCH --nodes=1',
    '#SBATCH --ntasks=1',
    ...(hours === null ? [] : [`#SBATCH --time=${Math.ceil(hours * 60)}`]),
    ...(partition === null ? [] : [`#SBATCH --partition=${partition}`]),
    ...(account === null ? [] : [`#SBATCH --account=${account}`]),
    `#SBATCH --chdir="${directory}"`,
    `#SBATCH --output="${logs}/${log}.log"`,
    '#SBATCH --open-mode=append',
  ];
}
