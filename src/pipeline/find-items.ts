import type { ConfigEntry, ConfigSource } from '../config/index.js';
import { IngestError } from '../errors/index.js';
import { voxelSpacingName } from '../layout/index.js';
import type { IngestContext } from './context.js';
import type { Entity } from './entity.js';
import type { EntityType } from './entity-type.js';
import { findBySource } from './finders/find-by-source.js';
import type { Found } from './finders/found.js';
import { passesParentFilters } from './finders/parent-filters.js';
import type { IdentifierBook } from './identifiers.js';
import type { Item, ItemPart } from './item.js';
import { matchesFromStart } from './matches-from-start.js';
import { readJson } from './read-json.js';
import { referencedItem } from './referenced-item.js';

/** Every item of an entity below a parent, in the order of the config, identified, none twice. */
export async function findItems(
  entity: Entity,
  parent: Item | null,
  context: IngestContext,
  book: (container: Item) => Promise<IdentifierBook>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (const entry of context.config.sections[entity.section]) {
    items.push(...(await itemsOfEntry(entity, entry, parent, context)));
  }
  if (items.length === 0) items.push(...entity.defaults.map((name) => defaultItem(entity, name, parent)));
  const identified: Item[] = [];
  for (const item of withoutRepeats(items)) {
    identified.push(await identify(entity, item, parent, context, book));
  }
  return identified;
}

async function itemsOfEntry(
  entity: Entity,
  entry: ConfigEntry,
  parent: Item | null,
  context: IngestContext,
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
  context: IngestContext,
): Promise<Found[]> {
  const found = (await findBySource(entity, source, parent, context)).filter(
    ({ name }) => !source.exclude.some((regex) => matchesFromStart(regex, name)),
  );
  context.usage.searched(source, found.length);
  return found;
}

/** One item of all that the sources of an entry found, each file with its source; named by the first. */
async function partedItems(
  entity: Entity,
  entry: ConfigEntry,
  parent: Item | null,
  context: IngestContext,
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

async function singleItem(
  entity: Entity,
  entry: ConfigEntry,
  source: ConfigSource,
  found: Found,
  parent: Item | null,
  context: IngestContext,
): Promise<Item> {
  if (found.key?.endsWith('metadata.json')) return referenced(entity, entry, source, found, parent, context);
  return {
    type: entity.type,
    name: publicName(entity, found.name, source),
    origin: found.origin,
    files: found.key === null ? [] : [found.key],
    ...(found.literal === undefined ? {} : { literal: found.literal }),
    parent,
    entry,
    source,
    id: null,
    reference: null,
  };
}

async function groupedItem(
  entity: Entity,
  entry: ConfigEntry,
  source: ConfigSource,
  found: readonly Found[],
  parent: Item | null,
  context: IngestContext,
): Promise<Item | null> {
  const [first] = found;
  if (first === undefined) return null;
  if (found.every(({ key }) => key?.endsWith('metadata.json'))) {
    if (found.length > 1) {
      throw new IngestError(`more than one published ${entity.type} found`, {
        path: source.location.file,
        line: source.location.line,
        keyPath: source.location.keyPath,
        expected: 'one metadata file',
        found: found.map(({ key }) => key).join(', '),
      });
    }
    return referenced(entity, entry, source, first, parent, context);
  }
  const files = found.flatMap(({ key }) => (key === null ? [] : [key]));
  return {
    type: entity.type,
    name: first.name,
    origin: first.origin,
    files,
    parent,
    entry,
    source,
    id: null,
    reference: null,
  };
}

async function referenced(
  entity: Entity,
  entry: ConfigEntry,
  source: ConfigSource,
  found: Found,
  parent: Item | null,
  context: IngestContext,
): Promise<Item> {
  const storage = found.origin === 'output' ? context.output : context.input;
  const path = found.key ?? found.name;
  return referencedItem(
    entity,
    { path, metadata: await readJson(storage, path) },
    { entry, source, parent, found },
  );
}

function publicName(entity: Entity, name: string, source: ConfigSource | null): string {
  if (entity.type !== 'voxel_spacing') return name;
  const value = Number(name);
  if (name.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new IngestError('not a voxel spacing', {
      ...(source === null
        ? {}
        : { path: source.location.file, line: source.location.line, keyPath: source.location.keyPath }),
      expected: 'a number above 0 (Å)',
      found: JSON.stringify(name),
    });
  }
  return voxelSpacingName(value);
}

function defaultItem(entity: Entity, name: string, parent: Item | null): Item {
  return {
    type: entity.type,
    name,
    origin: 'default',
    files: [],
    parent,
    entry: null,
    source: null,
    id: null,
    reference: null,
  };
}

/** Items without files (runs, voxel spacings) are one per name; others one per entry and set of files. */
function withoutRepeats(items: readonly Item[]): Item[] {
  const seen = new Map<ConfigEntry | null, Set<string>>();
  return items.filter((item) => {
    const isNamed = containers.has(item.type) || item.files.length === 0;
    const scope = isNamed ? null : item.entry;
    const key = isNamed ? `name ${item.name}` : `files ${item.files.join('\n')}`;
    const keys = seen.get(scope) ?? new Set();
    seen.set(scope, keys);
    return !keys.has(key) && keys.add(key) !== undefined;
  });
}

const containers: ReadonlySet<EntityType> = new Set(['deposition', 'dataset', 'run', 'voxel_spacing']);

async function identify(
  entity: Entity,
  item: Item,
  parent: Item | null,
  context: IngestContext,
  book: (container: Item) => Promise<IdentifierBook>,
): Promise<Item> {
  if (entity.identity === undefined || item.id !== null || parent === null) return item;
  const identifiers = await book(entity.identity.container(parent));
  return { ...item, id: identifiers.identify(await entity.identity.key(item, context)) };
}
