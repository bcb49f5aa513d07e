import { compileName } from '../storage/glob-pattern.js';
import type { UnitPlace } from './units.js';

/** The datasets and runs of a tree that a command looks at. */
export interface Selection {
  /** Datasets by directory name; null for all. */
  readonly datasets: readonly string[] | null;
  /** Globs over run names; null for all. */
  readonly runs: readonly string[] | null;
  /** Directory of a run if TREE is that run; the files of its dataset are left out. */
  readonly runDirectory: string | null;
}

/** Returns the directories to list below the root, ascending. */
export function prefixesOf({ datasets, runDirectory }: Selection): readonly string[] {
  if (runDirectory !== null) return [runDirectory];
  return datasets === null ? [''] : [...datasets].sort();
}

/** Returns a test for names of runs that match a glob (`*`, `?`, `[abc]`); without globs every name does. */
export function matchRuns(globs: readonly string[]): (run: string) => boolean {
  const tests = globs.map(compileName);
  return (run) => tests.length === 0 || tests.some((accepts) => accepts(run));
}

/** Selects units of a listing and records which globs and datasets selected none. */
export class UnitFilter {
  readonly #globs: readonly { readonly glob: string; readonly accepts: (run: string) => boolean }[];
  readonly #unmatched: Set<string>;
  readonly #unmetDatasets: Set<string>;

  constructor(private readonly selection: Selection) {
    const globs = selection.runDirectory === null ? (selection.runs ?? []) : [];
    this.#globs = globs.map((glob) => ({ glob, accepts: compileName(glob) }));
    this.#unmatched = new Set(globs);
    this.#unmetDatasets = new Set(selection.runDirectory === null ? selection.datasets : null);
  }

  /** Globs that no run has matched so far. */
  get unmatched(): readonly string[] {
    return [...this.#unmatched];
  }

  /** Datasets without a unit so far. */
  get unmetDatasets(): readonly string[] {
    return [...this.#unmetDatasets];
  }

  /** True if a unit of the listing is selected. */
  takes({ kind, run, dataset }: UnitPlace): boolean {
    if (dataset !== null) this.#unmetDatasets.delete(dataset);
    if (this.selection.runDirectory !== null) return kind === 'run';
    if (kind !== 'run' || this.selection.runs === null) return true;
    const matched = this.#globs.filter(({ accepts }) => accepts(run ?? ''));
    for (const { glob } of matched) this.#unmatched.delete(glob);
    return matched.length > 0;
  }
}
