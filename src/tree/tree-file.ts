import { type Layout, parseAnyPath, type SlotName, slots, type Variable } from '../layout/index.js';
import type { ObjectInfo } from '../storage/index.js';
import { isLeftover } from './leftover.js';

/** A file of the tree and the place it takes in the layout. */
export interface TreeFile {
  /** Below the tree's root. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Null for what has no place, and for leftovers wherever they lie. */
  readonly slot: SlotName | null;
  readonly variables: Readonly<Partial<Record<Variable, string>>>;
  /** Path inside a zarr or directory slot. */
  readonly inside: string;
  /** The layout whose table gave the slot; not the tree's own where two are mixed. */
  readonly layout: Layout;
  readonly isLeftover: boolean;
}

/** A listed file with its place; a path that only the other layout knows keeps the slot it has there. */
export function classifyFile({ key, size }: Pick<ObjectInfo, 'key' | 'size'>, layout: Layout): TreeFile {
  const leftover = isLeftover(key);
  const base = { path: key, size, isLeftover: leftover };
  const parsed = leftover ? null : parseAnyPath(key, layout);
  // A directory slot needs something inside: the bare path is a file under a directory's name.
  if (parsed === null || (slots[parsed.slot].kind !== 'file' && parsed.inside === '')) {
    return { ...base, slot: null, variables: {}, inside: '', layout };
  }
  return { ...base, ...parsed };
}
