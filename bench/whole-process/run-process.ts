import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What one process took. */
export interface Usage {
  /** Seconds. */
  readonly wall: number;
  /** Seconds of all its threads, in and out of the kernel; NaN without GNU time. */
  readonly cpu: number;
  /** Largest resident set in MiB; NaN without GNU time. */
  readonly peak: number;
}

const gnuTime = '/usr/bin/time';

/** Runs a command to its end. Fails unless it ends with an expected status. */
export function runProcess(
  command: string,
  parameters: readonly string[],
  ...expected: readonly number[]
): Usage {
  const timed = existsSync(gnuTime);
  const all = timed ? ['-f', '%U %S %M', command, ...parameters] : parameters;
  const start = performance.now();
  const { status, stderr, error } = spawnSync(timed ? gnuTime : command, all, {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const wall = (performance.now() - start) / 1000;
  if (error !== undefined) throw error;
  if (status === null || !(expected.length === 0 ? [0] : expected).includes(status))
    throw new Error(`${[command, ...parameters].join(' ')} ended with ${status}:\n${stderr}`);
  // GNU time says on a line of its own that a status was not 0; its figures are the last line.
  const [user = Number.NaN, system = Number.NaN, kibibytes = Number.NaN] = timed
    ? (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
    : [];
  return { wall, cpu: user + system, peak: kibibytes / 1024 };
}
