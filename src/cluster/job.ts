import { quoteArguments } from '../base/messages.js';

export interface Job {
  /** Name of the jobs, as engines show it. */
  readonly name: string;
  readonly parts: number;
  /** `cryoet ingest …` without `--part` and `--finish`, as arguments, the program first. */
  readonly ingest: readonly string[];
  /** Arguments of the finish after `--finish`. */
  readonly finish: readonly string[];
  /** Worker threads of a part. */
  readonly jobs: number;
  /** Memory of a part in MiB, as the engine must reserve it; see {@link memoryFor}. */
  readonly memory: number;
  /** Time limit of a part in hours; null: the engine's default. */
  readonly hours: number | null;
  /** Seconds between the warning signal and the kill signal, for cleaning up. */
  readonly grace: number;
  /** Number of restarts of an interrupted part. */
  readonly retries: number;
  /** Environment variables of the jobs. */
  readonly environment: Readonly<Record<string, string>>;
}

/** MiB of a part beyond `--memory`, which limits the buffers of the tool, not the whole process. */
const spareMemory = 512;

/** Returns the memory, in MiB, to request from an engine for an ingest with this `--memory`. */
export function memoryFor(budget: number): number {
  return budget + spareMemory;
}

/** Returns `export` lines of a POSIX shell that set the variables. */
export function exportLines(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `export ${name}=${quoteArguments([value])}`);
}

/**
 * Returns lines of a POSIX shell that run a command in the background and forward SIGTERM to it. Afterwards `status` is
 * the exit status, and `stopped` is not empty if SIGTERM arrived.
 */
export function runLines(command: string): string[] {
  return [
    `${command} &`,
    'child=$!',
    'stopped=',
    `trap 'stopped=1; kill -TERM "$child" 2>/dev/null' TERM`,
    'wait "$child"; status=$?',
    // A signal interrupts `wait`, not the child.
    'while kill -0 "$child" 2>/dev/null; do wait "$child"; status=$?; done',
  ];
}
