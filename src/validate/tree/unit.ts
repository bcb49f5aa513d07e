import type { TreeFile } from './tree-file.js';

/** Files that are looked at together and then forgotten. */
export interface Unit {
  readonly kind: 'root' | 'deposition' | 'dataset' | 'run';
  /** Its directory below the tree's root; empty for the root. */
  readonly directory: string;
  readonly dataset: string | null;
  readonly run: string | null;
  /** Ascending by path. A dataset's are those outside its runs. */
  readonly files: readonly TreeFile[];
}

const depositionRoots = new Set(['DepositionMetadata', 'depositions_metadata']);

/** The unit that a path belongs to, without its files. */
export function unitOfPath(path: string): Omit<Unit, 'files'> {
  const [first = '', second, third] = path.split('/');
  if (second === undefined) return { kind: 'root', directory: '', dataset: null, run: null };
  if (depositionRoots.has(first)) {
    const directory = third === undefined ? first : `${first}/${second}`;
    return { kind: 'deposition', directory, dataset: null, run: null };
  }
  if (third === undefined || second === 'Images') {
    return { kind: 'dataset', directory: first, dataset: first, run: null };
  }
  return { kind: 'run', directory: `${first}/${second}`, dataset: first, run: second };
}
