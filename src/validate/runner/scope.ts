import { compileName } from '../../storage/index.js';
import type { Unit } from '../tree/unit.js';

/** Which part of a tree is validated. */
export interface Scope {
  /** Datasets by directory name; null for all. */
  readonly datasets: readonly string[] | null;
  /** Globs over run names; null for all. */
  readonly runs: readonly string[] | null;
  /** One run's directory, when TREE itself is a run: its dataset's own files are left out. */
  readonly runDirectory: string | null;
}

/** Directories below the root that are listed, ascending. */
export function prefixesOf({ datasets, runDirectory }: Scope): readonly string[] {
  if (runDirectory !== null) return [runDirectory];
  return datasets === null ? [''] : [...datasets].sort();
}

/** Picks the units of a scope out of a listing, and remembers which globs have picked none. */
export class ScopeFilter {
  readonly #scope: Scope;
  readonly #globs: readonly { readonly glob: string; readonly accepts: (run: string) => boolean }[];
  readonly #unmatched: Set<string>;

  constructor(scope: Scope) {
    this.#scope = scope;
    const globs = scope.runDirectory === null ? (scope.runs ?? []) : [];
    this.#globs = globs.map((glob) => ({ glob, accepts: compileName(glob) }));
    this.#unmatched = new Set(globs);
  }

  /** Globs that no run so far has matched. */
  get unmatched(): readonly string[] {
    return [...this.#unmatched];
  }

  /** Whether a unit of the listing belongs to the scope. */
  takes({ kind, run }: Unit): boolean {
    if (this.#scope.runDirectory !== null) return kind === 'run';
    if (kind !== 'run' || this.#scope.runs === null) return true;
    const matched = this.#globs.filter(({ accepts }) => accepts(run ?? ''));
    for (const { glob } of matched) this.#unmatched.delete(glob);
    return matched.length > 0;
  }
}
