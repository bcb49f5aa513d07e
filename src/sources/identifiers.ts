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
  /**
   * The identifiers of items in the order of the configuration: those they have in the output or had before in this ingest.
   * Others get the number beside their neighbours' that they would have had in the first ingest, where it is free: of an
   * ingest that was interrupted, or of an item that had nothing to publish, there is no more than the gap. Else the next free.
   */
  identify(items: readonly ItemKeys[]): number[];
}

/**
 * Reads what a container of the output already holds. Published identifiers are kept; the number of a directory
 * without metadata, which an interrupted ingest left, is free.
 */
export async function openIdentifiers(
  type: EntityType,
  container: Item,
  context: SourceContext,
): Promise<Identifiers> {
  const known = new Map<string, number>();
  const taken = new Set<number>();
  const abandoned: number[] = [];
  for (const { id, variables, metadata } of await publishedItems(type, container, context)) {
    if (metadata === null) {
      if (id >= firstIdentifier) abandoned.push(id);
      continue;
    }
    taken.add(id);
    if (metadata === 'unreadable') continue;
    const key = publishedIdentity(type, metadata, variables.voxel_spacing ?? null);
    if (key !== null && !known.has(key)) known.set(key, id);
  }
  abandoned.sort((a, b) => a - b);
  let previous: number | null = null;

  function knownId({ key, unaligned }: ItemKeys): number | null {
    const id = known.get(key) ?? known.get(unaligned);
    if (id === undefined) return null;
    // What was published without its alignment is one item, not one for each alignment.
    if (!known.has(key)) known.delete(unaligned);
    known.set(key, id);
    return id;
  }

  /** The number of the first of some items, as its neighbours tell it; null where they do not. */
  function besideNeighbours(items: readonly ItemKeys[], ids: readonly (number | null)[]): number | null {
    if (previous !== null) return previous + 1;
    const next = ids.findIndex((id) => id !== null);
    const following = ids[next] ?? null;
    return following === null ? null : following - new Set(items.slice(0, next).map(({ key }) => key)).size;
  }

  function nextFree(): number {
    const highest = Math.max(firstIdentifier - 1, ...taken);
    return abandoned.find((id) => id < highest && !taken.has(id)) ?? highest + 1;
  }

  return {
    identify(items) {
      const before = items.map(knownId);
      return items.map((item, index) => {
        let id = before[index] ?? knownId(item);
        if (id === null) {
          const beside = besideNeighbours(items.slice(index), before.slice(index));
          id = beside === null || beside < firstIdentifier || taken.has(beside) ? nextFree() : beside;
          known.set(item.key, id);
          taken.add(id);
        }
        previous = id;
        return id;
      });
    },
  };
}
