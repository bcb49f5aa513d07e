import { keepNewest } from '../base/collections.js';
import { ForwardingStorage } from '../storage/forwarding-storage.js';
import type { ObjectInfo, RandomReader, Storage } from '../storage/storage.js';
import type { EntityType } from '../tree/entities/entity-type.js';
import { ancestor, type Item } from './item.js';
import type { VolumeOfRun } from './volumes-of-runs.js';

/** Shows a warning about an item or the deposition. `code` names its rule, `sought` the type that the item lacks. */
export type Warn = (message: string, about: Item | null, code?: string, sought?: EntityType) => void;

/** The files, patterns and searches of the sources that one run was ingested from. */
export interface SourceTrace {
  /** Keys of files below INPUT. */
  readonly files: Set<string>;
  /** Keys that each pattern matched, and with an empty pattern the names of all runs. */
  readonly matches: Map<string, readonly string[]>;
  /** Number of results of each source, by its index in the configuration. */
  readonly found: [source: number, results: number][];
  readonly volumes: VolumeOfRun[];
  /** Not empty if a warning was shown that may be about this run or another one. */
  readonly isUnsure: true[];
  /** Name of the run; absent: its warnings are not told from those of others. */
  readonly run?: string;
  /** Takes the warnings of searches; absent: they are shown as others are. */
  readonly warn?: Warn;
}

/** Number of files whose states are kept, the last used, so that memory does not grow with runs. */
const mostSeen = 8192;

function stateOf(facts: ObjectInfo | null): string {
  return facts === null ? '' : `${facts.size} ${facts.modified} ${facts.fileNumber}`;
}

/**
 * Records what is asked of the sources while runs are ingested, and apart from that for all runs. What is asked while
 * several runs are ingested belongs to each of them: a run depends on too much rather than too little.
 * (`AsyncLocalStorage` would tell them apart, but takes 8 % of the processor time of an ingest of small files.)
 */
export class SourceTraces {
  readonly #common = new Set<string>();
  readonly #seen = new Map<string, string>();
  readonly #open = new Set<SourceTrace>();

  /** Runs `work`, and adds to `trace` what is asked meanwhile. */
  async record<Result>(trace: SourceTrace, work: () => Promise<Result>): Promise<Result> {
    for (const key of this.#common) trace.files.add(key);
    this.#open.add(trace);
    try {
      return await work();
    } finally {
      this.#open.delete(trace);
    }
  }

  /** Records files that are read; those that are read outside runs belong to all runs. */
  read(...keys: readonly string[]): void {
    if (this.#open.size === 0) for (const key of keys) this.#common.add(key);
    for (const { files } of this.#open) for (const key of keys) files.add(key);
  }

  /** Records the keys that a pattern matched. */
  matched(pattern: string, keys: readonly string[]): void {
    for (const { matches } of this.#open) matches.set(pattern, keys);
  }

  /** Records the number of results of a source. */
  searched(source: number, results: number): void {
    for (const { found } of this.#open) found.push([source, results]);
  }

  noted(volume: VolumeOfRun): void {
    for (const { run, volumes } of this.#open) if ((run ?? volume.run) === volume.run) volumes.push(volume);
  }

  /** Returns what takes the warnings about an item: its run, or the only one that is ingested; null if neither. */
  warnOf(about: Item | null): Warn | null {
    const name = about === null ? null : (ancestor(about, 'run')?.name ?? null);
    const all = [...this.#open];
    const trace = all.length === 1 ? all[0] : all.find(({ run }) => run !== undefined && run === name);
    if (trace === undefined) for (const { isUnsure } of all) isUnsure.push(true);
    return trace?.warn ?? null;
  }

  /** Records a file that is about to be read, with its state. */
  saw(key: string, facts: ObjectInfo | null): void {
    this.read(key);
    if (!this.#seen.has(key)) keepNewest(this.#seen, key, stateOf(facts), mostSeen);
  }

  /** True if the state of a file is recorded already. */
  hasSeen(key: string): boolean {
    return this.#seen.has(key);
  }

  /** True if a file is as it was when it was first asked for; false too if it is not known how it was. */
  isAsSeen(key: string, facts: ObjectInfo | null): boolean {
    const state = this.#seen.get(key);
    // A table of all runs was seen before the files of any.
    if (state !== undefined) keepNewest(this.#seen, key, state, mostSeen);
    return state === stateOf(facts);
  }
}

/** A view of INPUT that records which files are asked for, and their states before they are read. */
export class TracedInput extends ForwardingStorage {
  constructor(
    inner: Storage,
    private readonly traces: SourceTraces,
  ) {
    super(inner);
  }

  override async stat(key: string): Promise<ObjectInfo | null> {
    const facts = await super.stat(key);
    this.traces.saw(key, facts);
    return facts;
  }

  override list(prefix: string, isEverything?: boolean) {
    this.traces.read(prefix);
    return super.list(prefix, isEverything);
  }

  override async get(key: string, limit?: number): Promise<Uint8Array> {
    await this.#beforeReading(key);
    return super.get(key, limit);
  }

  override async open(key: string): Promise<RandomReader> {
    await this.#beforeReading(key);
    return super.open(key);
  }

  async #beforeReading(key: string): Promise<void> {
    if (this.traces.hasSeen(key)) this.traces.read(key);
    else await this.stat(key);
  }
}

/** Returns a trace of nothing. */
export function emptyTrace(): SourceTrace {
  return { files: new Set(), matches: new Map(), found: [], volumes: [], isUnsure: [] };
}
