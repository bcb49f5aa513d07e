import type { Item } from '../../../src/deposition/item.js';
import type { EntityType } from '../../../src/tree/entities/entity-type.js';

/** An item with nothing but a type and a name, changed as told. */
export function makeItem(type: EntityType, name: string, changes: Partial<Item> = {}): Item {
  return {
    type,
    name,
    origin: 'source',
    files: [],
    parent: null,
    entry: null,
    source: null,
    id: null,
    reference: null,
    ...changes,
  };
}
