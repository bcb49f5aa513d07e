import { compileName } from '../storage/glob-pattern.js';
import type { UnitPlace } from './units.js';

/** Which part of a tree is looked at. */
export interface Selection {
  /** Datasets by directory name; null for all. */
  readonly datasets: readonly string[] | null;
  /** Globs over run names; null for all. */
  readonly runs: readonly string[] | null;
  /** One run's directory, when TREE itself is a run: its dataset's own files are left out. */
  readonly runDirectory: string | null;
}

/** Directories below the root that are listed, ascending. */
export function prefixesOf({ datasets, runDirectory }: Selection): readonly string[] {
  if (runDirectory !== null) return [runDirectory];
  return datasets === null ? [''] : [...datasets].sort();
}

/** Tells whether a run's name matches one of the globs (`*`, `?`, `[abc]`); every name does when there are none. */
export function matchRuns(globs: readonly string[]): (run: string) => boolean {
  if (globs.length === 0) return () => true;
  const tests = globs.map(compileName);
  return (run) => tests.some((accepts) => accepts(run));
}

/** Picks the selected units out of a listing, and remembers which globs have picked none. */
export class UnitFilter {
  readonly #selection: Selection;
  readonly #globs: readonly { readonly glob: string; readonly accepts: (run: string) => boolean }[];
  readonly #unmatched: Set<string>;
  readonly #unmetDatasets: Set<string>;

  constructor(selection: Selection) {
    this.#selection = selection;
    const globs = selection.runDirectory === null ? (selection.runs ?? []) : [];
    this.#globs = globs.map((glob) => ({ glob, accepts: compileName(glob) }));
    this.#unmatched = new Set(globs);
    this.#unmetDatasets = new Set(selection.runDirectory === null ? selection.datasets : null);
  }

  /** Globs that no run so far has matched. */
  get unmatched(): readonly string[] {
    return [...this.#unmatched];
  }

  /** Datasets of which no unit has come so far. */
  get unmetDatasets(): readonly string[] {
    return [...this.#unmetDatasets];
  }

  /** Whether a unit of the listing is selected. */
  takes({ kind, run, dataset }: UnitPlace): boolean {
    if (dataset !== null) this.#unmetDatasets.delete(dataset);
    if (this.#selection.runDirectory !== null) return kind === 'run';
    if (kind !== 'run' || this.#selection.runs === null) return true;
    const matched = this.#globs.filter(({ accepts }) => accepts(run ?? ''));
    for (const { glob } of matched) this.#unmatched.delete(glob);
    return matched.length > 0;
  }
}
