import type { JsonValue } from '../base/json-value.js';
import { describeError } from '../base/messages.js';
import { type EntityType, identityKey, identityOf } from '../tree/entities/entity-type.js';
import type { PublishedTree } from '../tree/open-tree.js';
import { type PublishedItem, publishedIdentity, readPublishedItems } from '../tree/published-items.js';
import { alignmentPath } from './alignment-files.js';
import { ancestor, type Item, itemVariables } from './item.js';
import { configuredMetadata } from './item-variables.js';
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

const alignmentField = 'alignment_metadata_path';

/** The item in whose output the identifiers of an item's type are unique; null for types without identifiers. */
export function identityContainer(item: Item): Item | null {
  const identity = identityOf(item.type);
  return identity === null ? null : ancestor(item, identity.container);
}

/** What makes an item the same over ingests, as texts. */
interface ItemKeys {
  /** Its configured metadata, with where it lies and what it is aligned to. */
  readonly key: string;
  /** The same of an item that was published while its alignment could not be. */
  readonly unaligned: string;
}

/** The keys of an item of a type with identifiers. */
export async function itemKeys(item: Item, context: SourceContext): Promise<ItemKeys> {
  const { fields = [] } = identityOf(item.type) ?? {};
  const places: Readonly<Record<string, string | undefined>> = itemVariables(item);
  const values = new Map<string, JsonValue | undefined>();
  for (const field of fields) {
    if (field === alignmentField) values.set(field, await alignmentPath(item, context));
    else values.set(field, places[field] ?? configuredMetadata(item, context)[field]);
  }
  return {
    key: identityKey(fields, (field) => values.get(field)),
    unaligned: identityKey(fields, (field) => (field === alignmentField ? null : values.get(field))),
  };
}

/** The output as a tree that may hold what earlier ingests published. */
export function publishedTree({ output, options }: SourceContext): PublishedTree {
  return { storage: output, layout: options.layout };
}

/**
 * Every item of a type that the output holds below a container, with its metadata; ascending by directory. Of metadata
 * that cannot be read, a curator is warned, and told the `consequence`.
 */
export function publishedItems(
  type: EntityType,
  container: Item,
  context: SourceContext,
  consequence = 'its identifier is kept, but what it identified is not known',
): Promise<PublishedItem[]> {
  return readPublishedItems(publishedTree(context), type, itemVariables(container), (error) =>
    context.warn(`${describeError(error)}: ${consequence}`, null),
  );
}
