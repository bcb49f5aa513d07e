import type { ConfigSource } from '../../config/index.js';
import type { ParentType } from '../../entities/index.js';
import type { Item } from '../item.js';

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
