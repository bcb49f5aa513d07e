import { exportLines, type Job, quote, runLines } from './job.js';

/** What a Slurm job is given besides. */
export interface SlurmOptions {
  /** Directory of the logs; it exists. */
  readonly logs: string;
  /** Directory that the command line is meant in. */
  readonly directory: string;
  readonly partition: string | null;
  readonly account: string | null;
}

/**
 * A bash script that submits two Slurm jobs and prints their numbers: an array with a task a part, and the finish, which
 * begins when the last task is over, however it ended. A task is requeued when its node fails or it is preempted; it is warned
 * by SIGUSR1 before its time is up, ends cleanly and is requeued too, for what it finished is kept.
 */
export function slurmScript(job: Job, options: SlurmOptions): string {
  return [
    '#!/bin/bash',
    '# Submits an ingest in parts to Slurm: an array job, and the finish when all of its tasks are over.',
    'set -euo pipefail',
    // A federation says the cluster after a semicolon.
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
  const part = `${quote(ingest)} --part "$SLURM_ARRAY_TASK_ID/${parts}"`;
  return [
    '#!/bin/bash',
    `#SBATCH --array=1-${parts}`,
    `#SBATCH --cpus-per-task=${jobs}`,
    `#SBATCH --mem=${memory}M`,
    '#SBATCH --requeue',
    `#SBATCH --signal=B:USR1@${grace}`,
    ...usual(job, options, 'part-%a'),
    ...exportLines(job.environment),
    ...runLines(part).flatMap((line) =>
      line === 'stopped=' ? [line, 'late=', `trap 'late=1; kill -TERM "$child" 2>/dev/null' USR1`] : [line],
    ),
    '# The time was too short: what is finished is kept, and the rest is done in another round.',
    `if [ -n "$late" ] && [ $((SLURM_RESTART_COUNT + 0)) -lt ${job.retries} ]; then`,
    '  scontrol requeue "$SLURM_ARRAY_JOB_ID"_"$SLURM_ARRAY_TASK_ID"',
    '  sleep 60',
    'fi',
    'exit "$status"',
  ];
}

function finishScript(job: Job, options: SlurmOptions): string[] {
  return [
    '#!/bin/bash',
    '#SBATCH --cpus-per-task=1',
    `#SBATCH --mem=${job.memory}M`,
    '#SBATCH --requeue',
    ...usual(job, options, 'finish'),
    ...exportLines(job.environment),
    `exec ${quote([...job.ingest, '--finish', ...job.finish])}`,
  ];
}

/** Directives have quotes of their own kind: a value is one word to its end. */
function usual(
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
