import type { ParentType } from '../../tree/entities/entity-type.js';
import type { ConfigSource } from '../config/config.js';
import type { Item, ItemOrigin } from '../item.js';
import type { SourceContext } from '../source-context.js';

/** A source that is searched below a parent. */
export interface SourceSearch {
  readonly source: ConfigSource;
  readonly parent: Item | null;
  readonly context: SourceContext;
}

/** A result of a source: a name, and the file or value that it stands for. */
export interface Found {
  readonly name: string;
  readonly origin: ItemOrigin;
  /** Key below INPUT or OUTPUT, as `origin` says; null for literals and values of headers. */
  readonly key: string | null;
  /** The image of a key photo's literal: path, URL or null. */
  readonly literal?: string | null;
  /** Keys of earlier results with the same name, which are not used. */
  readonly displaced?: readonly string[];
}

/** Returns results of unique names: of repeated ones the first position and the last key, as in the portal. */
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
 * True if a source is searched below a parent: for the parent and everything above it, no `exclude` expression of its
 * type is found in its name, and, where its type has `include` expressions, one of them is found.
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
