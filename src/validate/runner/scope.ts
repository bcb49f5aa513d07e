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

/** Whether a unit of the listing belongs to the scope. */
export function isInScope({ runs, runDirectory }: Scope, { kind, run }: Unit): boolean {
  if (runDirectory !== null) return kind === 'run';
  if (kind !== 'run' || runs === null) return true;
  return runs.some((glob) => namePattern(glob).test(run ?? ''));
}

function namePattern(glob: string): RegExp {
  const source = glob
    .split(/([*?])/)
    .map((part) =>
      part === '*' ? '.*' : part === '?' ? '.' : part.replaceAll(/[.\\+^${}()[\]|]/g, String.raw`\$&`),
    )
    .join('');
  return new RegExp(`^${source}$`, 's');
}
