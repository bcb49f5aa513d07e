import type { FileHead } from './file-head.js';

/** Blocks of a STAR file with the names of their columns and keys, as far as its beginning shows them; none for other files. */
export function starOutline({ lines }: FileHead): ReadonlyMap<string, ReadonlySet<string>> {
  const blocks = new Map<string, Set<string>>();
  let names: Set<string> | null = null;
  for (const line of lines) {
    if (line.startsWith('data_')) {
      names = new Set();
      blocks.set(line.slice('data_'.length).split(/\s/, 1)[0] ?? '', names);
    } else if (line.startsWith('_')) {
      names?.add(line.slice(1).split(/\s/, 1)[0] ?? '');
    } else if (names === null && !line.startsWith('#')) {
      return new Map();
    }
  }
  return blocks;
}

/** Whether a block has all of some columns. */
export function holdsColumns(block: ReadonlySet<string> | undefined, ...names: readonly string[]): boolean {
  return block !== undefined && names.every((name) => block.has(name));
}
