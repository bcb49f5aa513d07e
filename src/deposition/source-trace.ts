import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityType } from '../tree/entities/entity-type.js';
import type { Item } from './item.js';
import type { VolumeOfRun } from './volumes-of-runs.js';

/**
 * Shows a warning about an item, or about the whole deposition. `code` names the rule that explains it, `sought` the
 * type of which the item has none.
 */
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
  /** Takes the warnings of searches; absent: they are shown as others are. */
  readonly warn?: Warn;
}

/** Records what is asked of the sources while a run is ingested, and apart from that for all runs. */
export class SourceTraces {
  readonly #common = new Set<string>();
  readonly #ofRun = new AsyncLocalStorage<SourceTrace>();

  /** Runs `work`, and adds to `trace` what it asks. */
  record<Result>(trace: SourceTrace, work: () => Promise<Result>): Promise<Result> {
    for (const key of this.#common) trace.files.add(key);
    return this.#ofRun.run(trace, work);
  }

  /** Records files that are read; those that are read outside runs belong to all runs. */
  read(...keys: readonly string[]): void {
    const files = this.#ofRun.getStore()?.files ?? this.#common;
    for (const key of keys) files.add(key);
  }

  /** The trace of the run that is being ingested. */
  get ofRun(): SourceTrace | undefined {
    return this.#ofRun.getStore();
  }
}

/** Returns a trace of nothing. */
export function emptyTrace(): SourceTrace {
  return { files: new Set(), matches: new Map(), found: [], volumes: [] };
}
