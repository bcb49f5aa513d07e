import type { ConfigEntry } from '../config/index.js';
import { entities } from '../entities/index.js';
import type { Entity } from '../pipeline/importer.js';
import type { IdentifierBook } from './identifiers.js';
import { createItem, type Item } from './item.js';
import { itemsOfEntry } from './items-of-entry.js';
import type { SourceContext } from './source-context.js';

/** Every item of an entity below a parent, in the order of the config, identified, none twice. */
export async function findItems(
  entity: Entity,
  parent: Item | null,
  context: SourceContext,
  book: (container: Item) => Promise<IdentifierBook>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (const entry of context.config.sections[entity.section]) {
    items.push(...(await itemsOfEntry(entity, entry, parent, context)));
  }
  if (items.length === 0) items.push(...entity.defaults.map((name) => createItem(entity.type, name, parent)));
  const identified: Item[] = [];
  for (const item of withoutRepeats(items)) {
    identified.push(await identify(entity, item, parent, context, book));
  }
  return identified;
}

/** Items without files (runs, voxel spacings) are one per name; others one per entry and set of files. */
function withoutRepeats(items: readonly Item[]): Item[] {
  const seen = new Map<ConfigEntry | null, Set<string>>();
  return items.filter((item) => {
    const isNamed = entities[item.type].walk?.isLevel === true || item.files.length === 0;
    const scope = isNamed ? null : item.entry;
    const key = isNamed ? `name ${item.name}` : `files ${item.files.join('\n')}`;
    const keys = seen.get(scope) ?? new Set();
    seen.set(scope, keys);
    return !keys.has(key) && keys.add(key) !== undefined;
  });
}

async function identify(
  entity: Entity,
  item: Item,
  parent: Item | null,
  context: SourceContext,
  book: (container: Item) => Promise<IdentifierBook>,
): Promise<Item> {
  if (entity.identity === undefined || item.id !== null || parent === null) return item;
  const identifiers = await book(entity.identity.container(parent));
  return { ...item, id: identifiers.identify(await entity.identity.key(item, context)) };
}
