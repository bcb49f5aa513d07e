import type { ConfigEntry } from '../config/index.js';
import { type EntityType, entities, type SectionName } from '../entities/index.js';
import type { Identifiers } from './identifiers.js';
import { identityContainer, itemKeys } from './identity-key.js';
import { createItem, type Item } from './item.js';
import { itemsOfEntry } from './items-of-entry.js';
import { readingRules } from './rules/reading.js';
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
  const unique = withoutRepeats(items);
  if (type === 'run') warnOfCase(unique, parent, context);
  return identify(unique, context, identifiersOf);
}

/** Many file systems and people take names that differ only in case for one. */
function warnOfCase(items: readonly Item[], parent: Item | null, context: SourceContext): void {
  const names = new Map<string, string>();
  for (const { name, type } of items) {
    const folded = name.toLowerCase();
    const first = names.get(folded);
    names.set(folded, first ?? name);
    if (first === undefined) continue;
    const message = `${type}s ${first} and ${name} differ only in upper and lower case`;
    context.warn(message, parent, readingRules.config.code);
  }
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

/** The same items with identifiers, where they have none yet and their entity has any. */
async function identify(
  items: readonly Item[],
  context: SourceContext,
  identifiersOf: (container: Item) => Promise<Identifiers>,
): Promise<Item[]> {
  const identified = [...items];
  const placesOf = new Map<Item, number[]>();
  for (const [place, item] of items.entries()) {
    const container = item.id === null ? identityContainer(item) : null;
    if (container === null) continue;
    const places = placesOf.get(container) ?? [];
    placesOf.set(container, places);
    places.push(place);
  }
  for (const [container, places] of placesOf) {
    const there = places.flatMap((place) => items[place] ?? []);
    const keys = await Promise.all(there.map((item) => itemKeys(item, context)));
    const ids = (await identifiersOf(container)).identify(keys);
    for (const [index, item] of there.entries()) {
      identified[places[index] ?? 0] = { ...item, id: ids[index] ?? item.id };
    }
  }
  return identified;
}
