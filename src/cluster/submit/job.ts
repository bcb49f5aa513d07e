/** A part's or the finish's command line, without its `--part`. */
export type CommandLine = readonly string[];

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
