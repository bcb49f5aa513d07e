import type { EntityType } from '../entities/index.js';
import { publishedIdentity } from '../tree/index.js';
import type { ItemKeys } from './identity-key.js';
import type { Item } from './item.js';
import { publishedItems } from './published-items.js';
import type { SourceContext } from './source-context.js';

/** Identifiers of every container start here. */
const firstIdentifier = 100;

/** Gives the items of one container their identifiers. */
export interface Identifiers {
  /** The identifier of an item: the one it has in the output or had before in this ingest, else the next free. */
  identify(keys: ItemKeys): number;
}

/**
 * Reads what a container of the output already holds. Published identifiers are kept; a numbered directory
 * without metadata, which an interrupted ingest left, is the first to be used again.
 */
export async function openIdentifiers(
  type: EntityType,
  container: Item,
  context: SourceContext,
): Promise<Identifiers> {
  const known = new Map<string, number>();
  const taken = new Set<number>();
  const abandoned: number[] = [];
  let next = firstIdentifier;
  for (const { id, variables, metadata } of await publishedItems(type, container, context)) {
    next = Math.max(next, id + 1);
    if (metadata === null) {
      if (id >= firstIdentifier) abandoned.push(id);
      continue;
    }
    taken.add(id);
    if (metadata === 'unreadable') continue;
    const key = publishedIdentity(type, metadata, variables.voxel_spacing ?? null);
    if (key !== null && !known.has(key)) known.set(key, id);
  }
  const reusable = abandoned.filter((id) => !taken.has(id)).sort((a, b) => a - b);
  return {
    identify({ key, unaligned }) {
      const before = known.get(key) ?? known.get(unaligned);
      if (before !== undefined) {
        // What was published without its alignment is one item, not one for each alignment.
        if (!known.has(key)) known.delete(unaligned);
        known.set(key, before);
        return before;
      }
      const id = reusable.shift() ?? next++;
      known.set(key, id);
      return id;
    },
  };
}
