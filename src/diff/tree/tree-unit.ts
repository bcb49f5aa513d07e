import {
  type Layout,
  layouts,
  type ParsedPath,
  parsePath,
  type SlotKind,
  type SlotName,
  slots,
} from '../../layout/index.js';
import type { ObjectInfo } from '../../storage/index.js';

/** A file, or a directory that is one thing (an OME-Zarr, a precomputed annotation), of a tree. */
export interface TreeUnit {
  /** Below the tree's root. */
  readonly path: string;
  /** Null for what has no place in the layout. */
  readonly slot: SlotName | null;
  readonly kind: SlotKind;
  readonly variables: ParsedPath['variables'];
  /** Files that it consists of, and their bytes. */
  readonly files: number;
  readonly bytes: number;
}

/** Gathers files into units, in the order of their paths. Paths of the other layout are understood too. */
export function gatherUnits(files: readonly ObjectInfo[], layout: Layout): TreeUnit[] {
  const units = new Map<string, TreeUnit>();
  const order = [layout, ...layouts.filter((other) => other !== layout)];
  for (const { key, size } of files) {
    const parsed = parseAny(key, order);
    const path = parsed === null || parsed.inside === '' ? key : key.slice(0, -parsed.inside.length - 1);
    const unit = units.get(path);
    units.set(path, {
      path,
      slot: parsed?.slot ?? null,
      kind: parsed === null ? 'file' : slots[parsed.slot].kind,
      variables: parsed?.variables ?? {},
      files: (unit?.files ?? 0) + 1,
      bytes: (unit?.bytes ?? 0) + size,
    });
  }
  return [...units.values()];
}

/** A path understood by the first layout that has a place for it. */
export function parseAny(path: string, order: readonly Layout[]): ParsedPath | null {
  for (const layout of order) {
    const parsed = parsePath(path, layout);
    if (parsed !== null) return parsed;
  }
  return null;
}
