// Identifiers of items, which stay the same in later ingests: tilt series, alignments, annotations and tomograms
// are published below a number.

import type { JsonValue } from '../base/json-value.js';
import { describeError } from '../base/messages.js';
import { type EntityType, identityKey, identityOf } from '../tree/entities/entity-type.js';
import type { PublishedTree } from '../tree/open-tree.js';
import {
  type PublishedItem,
  publishedIdentity,
  readPublishedItems,
  readWithdrawnItems,
} from '../tree/published-items.js';
import { alignmentPath } from './alignment-files.js';
import { ancestor, type Item, itemDirectory, itemVariables } from './item.js';
import { configuredMetadata } from './item-variables.js';
import type { SourceContext } from './source-context.js';

/** First identifier in every container, as in the portal. */
const firstIdentifier = 100;

/**
 * Assigns identifiers to the items of one container, in configured order. An item keeps the one that it has in OUTPUT or
 * got earlier in this ingest. A new one gets the number that it would have had in the first ingest, by its neighbours:
 * some are missing where an ingest was interrupted or had nothing to publish. If that is taken, it gets the next free one.
 */
export type Identify = (items: readonly ItemKeys[]) => number[];

/**
 * Reads the identifiers in a container of OUTPUT. Published identifiers are kept, also of items whose metadata an
 * interrupted ingest had withdrawn. The number of another directory without metadata, which it left, is free.
 */
export async function openIdentifiers(
  type: EntityType,
  container: Item,
  context: SourceContext,
): Promise<Identify> {
  const known = new Map<string, number>();
  const taken = new Set<number>();
  const abandoned: number[] = [];
  const published = await publishedItems(type, container, context);
  const described = new Set(published.flatMap(({ id, metadata }) => (metadata === null ? [] : [id])));
  const run = itemDirectory(ancestor(container, 'run') ?? container, context.options.layout) ?? '';
  const withdrawn = await readWithdrawnItems(publishedTree(context), type, itemVariables(container), run);
  const items = [...published, ...withdrawn.filter(({ id }) => !described.has(id))];
  for (const { id, variables, metadata } of items) {
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
    // An item that was published without its alignment is one item, not one for each alignment.
    if (!known.has(key)) known.delete(unaligned);
    known.set(key, id);
    return id;
  }

  /** Returns the identifier of the first of some items that follows from its neighbours; null if none has one. */
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

  return (items) => {
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
  };
}

/** Returns the item in whose directory identifiers of an item are unique; null for types without. */
export function identityContainer(item: Item): Item | null {
  const identity = identityOf(item.type);
  return identity === null ? null : ancestor(item, identity.container);
}

/** Texts that identify an item across ingests. */
type ItemKeys = Awaited<ReturnType<typeof itemKeys>>;

const alignmentField = 'alignment_metadata_path';

export async function itemKeys(item: Item, context: SourceContext) {
  const { fields = [] } = identityOf(item.type) ?? {};
  const variables: Readonly<Record<string, string | undefined>> = itemVariables(item);
  const values = new Map<string, JsonValue | undefined>();
  for (const field of fields) {
    if (field === alignmentField) values.set(field, await alignmentPath(item, context));
    else values.set(field, variables[field] ?? configuredMetadata(item, context)[field]);
  }
  return {
    /** Configured metadata, location and alignment. */
    key: identityKey(fields, (field) => values.get(field)),
    /** The key if the alignment could not be published. */
    unaligned: identityKey(fields, (field) => (field === alignmentField ? null : values.get(field))),
  };
}

/** Returns OUTPUT as a tree that may hold the results of earlier ingests. */
export function publishedTree({ output, options }: SourceContext): PublishedTree {
  return { storage: output, layout: options.layout };
}

/**
 * Returns every published item of a type below a container, with its metadata, in ascending order of directories.
 * Warns of metadata that cannot be read, with the `consequence`.
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
