import type { EntityType } from '../entities/index.js';
import { findItems } from './find-items.js';
import { type Identifiers, openIdentifiers } from './identifiers.js';
import type { Item } from './item.js';
import { type KnownRuns, knownRunItems } from './known-runs.js';
import { rememberByOwner } from './remember.js';
import type { SourceContext } from './source-context.js';

/**
 * Searches once for each parent and type, so that an item is the same object for all who ask. Runs that are known already,
 * where that is not null, are not searched; only this process's own are found.
 */
export function findOnce(
  context: SourceContext,
  knownRuns: KnownRuns | null = null,
): Pick<SourceContext, 'find' | 'forget'> {
  /** Stands for the parent of depositions. */
  const root = {};
  const opened = rememberByOwner<Item, EntityType, Identifiers>((container, type) =>
    openIdentifiers(type, container, context),
  );
  const found = rememberByOwner<object, EntityType, readonly Item[]>(async (owner, type) => {
    const parent = owner === root ? null : (owner as Item);
    if (type === 'run' && parent !== null && knownRuns !== null) {
      return knownRunItems(knownRuns.own, parent, context.config);
    }
    return findItems(type, parent, context, (container) => opened.of(container, type));
  });
  return {
    find: (type, parent) => found.of(parent ?? root, type),
    forget(item) {
      found.forget(item);
      opened.forget(item);
    },
  };
}
