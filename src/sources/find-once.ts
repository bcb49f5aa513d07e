import type { EntityType } from '../entities/index.js';
import { entities } from '../pipeline/importers/index.js';
import { findItems } from './find-items.js';
import { type IdentifierBook, openIdentifierBook } from './identifiers.js';
import type { Item } from './item.js';
import { rememberByOwner } from './remember.js';
import type { SourceContext } from './source-context.js';

/** Searches once for each parent and type, so that an item is the same object for all who ask. */
export function findOnce(context: SourceContext): Pick<SourceContext, 'find' | 'forget'> {
  /** Stands for the parent of depositions. */
  const root = {};
  const books = rememberByOwner<Item, EntityType, IdentifierBook>(async (container, type) => {
    const identity = entities.get(type)?.identity;
    if (identity === undefined) throw new Error(`${type} has no identifiers`);
    return openIdentifierBook(identity, container, context);
  });
  const found = rememberByOwner<object, EntityType, readonly Item[]>(async (owner, type) => {
    const entity = entities.get(type);
    if (entity === undefined) return [];
    const parent = owner === root ? null : (owner as Item);
    return findItems(entity, parent, context, (container) => books.of(container, type));
  });
  return {
    find: (type, parent) => found.of(parent ?? root, type),
    forget(item) {
      found.forget(item);
      books.forget(item);
    },
  };
}
