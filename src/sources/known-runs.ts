import type { Config } from '../config/index.js';
import { createItem, type Item, type ItemOrigin } from './item.js';

/** A run as a search found it: enough to make its item again without the search. */
export interface KnownRun {
  readonly dataset: string;
  readonly run: string;
  readonly origin: ItemOrigin;
  /** Keys below INPUT, or OUTPUT, by origin. */
  readonly files: readonly string[];
  /** Which entry of the configuration's runs, and which of its sources, found it. */
  readonly entry: number;
  readonly source: number;
}

/** The runs of a deposition that were found before, and those that this process is for. */
export interface KnownRuns {
  readonly all: readonly KnownRun[];
  readonly own: readonly KnownRun[];
}

/** What is known of a run that was found in INPUT or named by the configuration. */
export function describeKnownRun(run: Item, dataset: string, { sections }: Config): KnownRun {
  const entry = run.entry === null ? -1 : sections.runs.indexOf(run.entry);
  const source = run.source === null ? -1 : (run.entry?.sources.indexOf(run.source) ?? -1);
  return { dataset, run: run.name, origin: run.origin, files: run.files, entry, source };
}

/** The items of the known runs of a dataset, in their order. */
export function knownRunItems(known: readonly KnownRun[], dataset: Item, { sections }: Config): Item[] {
  return known
    .filter((run) => run.dataset === dataset.name)
    .map(({ run, origin, files, entry: entryIndex, source: sourceIndex }) => {
      const entry = sections.runs[entryIndex] ?? null;
      return createItem('run', run, dataset, {
        origin,
        files,
        entry,
        source: entry?.sources[sourceIndex] ?? null,
      });
    });
}
