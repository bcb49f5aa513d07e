import type { ConfigEntry } from '../config/index.js';
import { type EntityType, entities, type SectionName } from '../entities/index.js';
import type { Identifiers } from './identifiers.js';
import { identityContainer, itemKeys } from './identity-key.js';
import { createItem, type Item } from './item.js';
import { itemsOfEntry } from './items-of-entry.js';
import type { SourceContext } from './source-context.js';

/** Every item of an entity below a parent, in the order of the config, identified, none twice. */
export async function findItems(
  type: EntityType,
  parent: Item | null,
  context: SourceContext,
  identifiersOf: (container: Item) => Promise<Identifiers>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (const entry of sectionEntries(type, context)) {
    items.push(...(await itemsOfEntry(type, entry, parent, context)));
  }
  if (items.length === 0) {
    items.push(...(entities[type].defaults ?? []).map((name) => createItem(type, name, parent)));
  }
  const identified: Item[] = [];
  for (const item of withoutRepeats(items)) {
    identified.push(await identify(item, context, identifiersOf));
  }
  return identified;
}

/** The entries of the configuration that find items of a type. */
export function sectionEntries(type: EntityType, { config }: SourceContext): readonly ConfigEntry[] {
  return config.sections[entities[type].section.name as SectionName];
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
  item: Item,
  context: SourceContext,
  identifiersOf: (container: Item) => Promise<Identifiers>,
): Promise<Item> {
  const container = item.id === null ? identityContainer(item) : null;
  if (container === null) return item;
  const identifiers = await identifiersOf(container);
  return { ...item, id: identifiers.identify(await itemKeys(item, context)) };
}
