/** A part's or the finish's command line, without its `--part`. */
type CommandLine = readonly string[];

/** What an engine is asked to run, and with what. */
export interface Job {
  /** Name of the jobs, as engines show it. */
  readonly name: string;
  /** Number of parts. */
  readonly parts: number;
  /** `cryoet ingest …` without `--part` and `--finish`; the program comes first. */
  readonly ingest: CommandLine;
  /** What the finish is given besides `--finish`. */
  readonly finish: CommandLine;
  /** Worker threads of a part. */
  readonly jobs: number;
  /** Memory of a part in MiB: the tool's budget with room for the rest of a process. */
  readonly memory: number;
  /** Longest time of a part in hours; null where the engine's usual one is right. */
  readonly hours: number | null;
  /** Seconds between the first warning and the end, for cleaning up. */
  readonly grace: number;
  /** How often a part is begun again that did not end by itself. */
  readonly retries: number;
  /** Environment variables of the jobs. */
  readonly environment: Readonly<Record<string, string>>;
}

/** MiB that a part is given beyond `--memory`, which is kept by the tool itself and not by the system. */
const spareMemory = 512;

/** Memory to ask an engine for, in MiB, for an ingest with this budget. */
export function memoryFor(budget: number): number {
  return budget + spareMemory;
}

/** Words as a POSIX shell reads them again. */
export function quote(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** Names that a POSIX shell takes for variables, with their values. */
export function exportLines(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `export ${name}=${quote([value])}`);
}

/**
 * Lines that run a command in the background and pass SIGTERM on to it, which cleans up and ends. Afterwards `status` is its
 * exit status and `stopped` is set where it was told to end.
 */
export function runLines(command: string): string[] {
  return [
    `${command} &`,
    'child=$!',
    'stopped=',
    `trap 'stopped=1; kill -TERM "$child" 2>/dev/null' TERM`,
    'wait "$child"; status=$?',
    // A signal ends the wait, not the child.
    'while kill -0 "$child" 2>/dev/null; do wait "$child"; status=$?; done',
  ];
}
