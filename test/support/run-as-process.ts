import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CliResult } from './run-in-process.js';

const main = fileURLToPath(new URL('../../bin/main.js', import.meta.url));

export interface ProcessResult extends CliResult {
  /** The signal that ended it, if one did. */
  readonly signal: NodeJS.Signals | null;
}

/** A `cryoet …` under way. */
export interface RunningProcess {
  readonly child: ChildProcess;
  /** Settles when it has ended and its output is read to the end. */
  readonly ended: Promise<ProcessResult>;
}

/** Starts `cryoet …` as a process of its own. */
export function startProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): RunningProcess {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = new Promise<ProcessResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, ...output }));
  });
  return { child, ended };
}

/** Runs `cryoet …` as a process of its own, to its end. */
export function runAsProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ProcessResult> {
  return startProcess(args, environment).ended;
}
