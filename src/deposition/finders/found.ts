import type { ParentType } from '../../tree/entities/entity-type.js';
import type { ConfigSource } from '../config/config.js';
import type { Item, ItemOrigin } from '../item.js';

/** One result of a source: a name, and what it stands for. */
export interface Found {
  readonly name: string;
  readonly origin: ItemOrigin;
  /** Key below INPUT or OUTPUT, by origin; null for literals and header values. */
  readonly key: string | null;
  /** What a key photo's literal says. */
  readonly literal?: string | null;
  /** Other keys that gave the same name before; none of them is taken. */
  readonly displaced?: readonly string[];
}

/** A repeated name keeps its first place but takes the last path. */
export function collect(results: Iterable<Found>): Found[] {
  const byName = new Map<string, { readonly last: Found; readonly displaced: string[] }>();
  for (const last of results) {
    const before = byName.get(last.name);
    const isOther = before !== undefined && before.last.key !== null && before.last.key !== last.key;
    const displaced = isOther ? before.displaced : [...(last.displaced ?? [])];
    if (isOther) displaced.push(before.last.key);
    byName.set(last.name, { last, displaced });
  }
  return [...byName.values()].map(({ last, displaced }) =>
    displaced.length === 0 ? last : { ...last, displaced },
  );
}

/**
 * Whether a source is searched below these parents: no `exclude` regex of a parent's type is found in its
 * name, and where its type has `include` regexes, one of them is.
 */
export function passesParentFilters(source: ConfigSource, parent: Item | null): boolean {
  for (let at = parent; at !== null; at = at.parent) {
    const { name } = at;
    const { include, exclude } = source.parentFilters;
    if (exclude[at.type as ParentType]?.some((regex) => regex.test(name))) return false;
    const wanted = include[at.type as ParentType];
    if (wanted !== undefined && wanted.length > 0 && !wanted.some((regex) => regex.test(name))) return false;
  }
  return true;
}
