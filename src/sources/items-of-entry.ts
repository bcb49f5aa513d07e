import type { ConfigEntry, ConfigSource } from '../config/index.js';
import { entities } from '../entities/index.js';
import type { Entity } from '../pipeline/importer.js';
import { findBySource } from './finders/find-by-source.js';
import type { Found } from './finders/found.js';
import { passesParentFilters } from './finders/parent-filters.js';
import { groupedItem, singleItem } from './found-items.js';
import type { Item, ItemPart } from './item.js';
import { matchesFromStart } from './matches-from-start.js';
import type { SourceContext } from './source-context.js';

/** The items that the sources of one entry of the config find below a parent, in the order of the sources. */
export async function itemsOfEntry(
  entity: Entity,
  entry: ConfigEntry,
  parent: Item | null,
  context: SourceContext,
): Promise<Item[]> {
  if (entity.grouping === 'parts') return partedItems(entity, entry, parent, context);
  const items: Item[] = [];
  for (const source of entry.sources) {
    if (!passesParentFilters(source, parent)) continue;
    const found = await findIncluded(entity, source, parent, context);
    if (entity.grouping === 'together') {
      const item = await groupedItem(entity, entry, source, found, parent, context);
      if (item !== null) items.push(item);
    } else {
      for (const one of found) items.push(await singleItem(entity, entry, source, one, parent, context));
    }
  }
  return entity.grouping === 'together' ? joinGroups(items) : items;
}

async function findIncluded(
  entity: Entity,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const found = (await findBySource(entity, source, parent, context)).filter(
    ({ name }) => !source.exclude.some((regex) => matchesFromStart(regex, name)),
  );
  context.usage.searched(source, found.length);
  if (entities[entity.type].walk?.isLevel !== true) warnOfDisplaced(entity, found, parent, context);
  return found;
}

/** Files of one name, in several directories: only the last is taken, which nobody may have meant. */
function warnOfDisplaced(
  entity: Entity,
  found: readonly Found[],
  parent: Item | null,
  context: SourceContext,
): void {
  const repeated = found.filter(({ displaced }) => displaced !== undefined);
  const [first] = repeated;
  if (first === undefined) return;
  const location = (key: string | null | undefined) =>
    (first.origin === 'output' ? context.output : context.input).location(key ?? '');
  context.warn(
    `${entity.type}: ${repeated.length === 1 ? 'a name is' : `${repeated.length} names are`} there several times: ` +
      `of ${first.name}, ${location(first.key)} is taken, ${location(first.displaced?.at(-1))} is not`,
    parent,
  );
}

/** One item of all that the sources of an entry found, each file with its source; named by the first. */
async function partedItems(
  entity: Entity,
  entry: ConfigEntry,
  parent: Item | null,
  context: SourceContext,
): Promise<Item[]> {
  const parts: ItemPart[] = [];
  let first: { readonly source: ConfigSource; readonly found: Found } | null = null;
  for (const source of entry.sources) {
    if (!passesParentFilters(source, parent)) continue;
    for (const found of await findIncluded(entity, source, parent, context)) {
      first ??= { source, found };
      if (found.key !== null) parts.push({ source, key: found.key });
    }
  }
  if (first === null) return [];
  const { source, found } = first;
  const item = await singleItem(entity, entry, source, found, parent, context);
  return [{ ...item, files: [...new Set(parts.map(({ key }) => key))], parts }];
}

/** All files that the sources of one entry found together: `.xf` from one, `.tlt` from another. */
function joinGroups(items: readonly Item[]): Item[] {
  const [first, ...others] = items.filter((item) => item.files.length > 0 || item.reference !== null);
  if (first === undefined) return items.slice(0, 1);
  return [{ ...first, files: [...new Set([first, ...others].flatMap((item) => item.files))] }];
}
