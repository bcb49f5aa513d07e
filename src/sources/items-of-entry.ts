import type { ConfigEntry, ConfigSource } from '../config/index.js';
import { type EntityType, entities } from '../entities/index.js';
import { findBySource } from './finders/find-by-source.js';
import type { Found } from './finders/found.js';
import { passesParentFilters } from './finders/parent-filters.js';
import { groupedItem, singleItem } from './found-items.js';
import type { Item, ItemInput } from './item.js';
import type { SourceContext } from './source-context.js';

/** The items that the sources of one entry of the config find below a parent, in the order of the sources. */
export async function itemsOfEntry(
  type: EntityType,
  entry: ConfigEntry,
  parent: Item | null,
  context: SourceContext,
): Promise<Item[]> {
  const { grouping } = entities[type];
  if (grouping === 'with-sources') return partedItems(type, entry, parent, context);
  const items: Item[] = [];
  for (const source of entry.sources) {
    if (!passesParentFilters(source, parent)) continue;
    const found = await findIncluded(type, source, parent, context);
    if (grouping === 'together') {
      const item = await groupedItem(type, entry, source, found, parent, context);
      if (item !== null) items.push(item);
    } else {
      for (const one of found) items.push(await singleItem(type, entry, source, one, parent, context));
    }
  }
  return grouping === 'together' ? joinGroups(items) : items;
}

async function findIncluded(
  type: EntityType,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const found = (await findBySource(type, source, parent, context)).filter(
    ({ name }) => !source.exclude.some((pattern) => pattern.test(name)),
  );
  context.usage.searched(source, found.length);
  if (entities[type].walk?.isLevel !== true) warnOfDisplaced(type, found, parent, context);
  return found;
}

/** Files of one name, in several directories: only the last is taken, which nobody may have meant. */
function warnOfDisplaced(
  type: EntityType,
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
    `${type}: ${repeated.length === 1 ? 'duplicate file name' : `${repeated.length} duplicate file names`}: ` +
      `of ${first.name}, ${location(first.key)} is used, ${location(first.displaced?.at(-1))} is not`,
    parent,
  );
}

/** One item of all that the sources of an entry found, each file with its source; named by the first. */
async function partedItems(
  type: EntityType,
  entry: ConfigEntry,
  parent: Item | null,
  context: SourceContext,
): Promise<Item[]> {
  const inputs: ItemInput[] = [];
  let first: { readonly source: ConfigSource; readonly found: Found } | null = null;
  for (const source of entry.sources) {
    if (!passesParentFilters(source, parent)) continue;
    for (const found of await findIncluded(type, source, parent, context)) {
      first ??= { source, found };
      if (found.key !== null) inputs.push({ source, key: found.key });
    }
  }
  if (first === null) return [];
  const { source, found } = first;
  const item = await singleItem(type, entry, source, found, parent, context);
  return [{ ...item, files: [...new Set(inputs.map(({ key }) => key))], inputs }];
}

/** All files that the sources of one entry found together: `.xf` from one, `.tlt` from another. */
function joinGroups(items: readonly Item[]): Item[] {
  const [first, ...others] = items.filter((item) => item.files.length > 0 || item.reference !== null);
  if (first === undefined) return items.slice(0, 1);
  return [{ ...first, files: [...new Set([first, ...others].flatMap((item) => item.files))] }];
}
