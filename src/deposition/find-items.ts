import { type EntityType, entities, type SectionName } from '../tree/entities/entity-type.js';
import type { ConfigEntry, ConfigSource } from './config/config.js';
import { expandDestinationGlob, expandSourcePath } from './finders/expand-glob.js';
import { passesParentFilters } from './finders/found.js';
import { type Identifiers, identityContainer, itemKeys, openIdentifiers } from './identifiers.js';
import { createItem, type Item } from './item.js';
import { itemsOfEntry } from './items-of-entry.js';
import { rememberByOwner } from './remember.js';
import { type KnownRuns, knownRunItems, type SourceContext } from './source-context.js';
import { readingRules } from './source-rules/reading.js';

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
function sectionEntries(type: EntityType, { config }: SourceContext): readonly ConfigEntry[] {
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

/** The patterns that were searched for an entity below a parent, filled in, with what else had to match; for messages. */
export function describeSearch(type: EntityType, parent: Item | null, context: SourceContext): string[] {
  return sectionEntries(type, context)
    .flatMap(({ sources }) => sources)
    .filter((source) => passesParentFilters(source, parent))
    .flatMap((source) => patterns(source, parent, context).map((pattern) => pattern + conditions(source)));
}

/** What a path that the pattern lists has to pass besides: `match_regex` and `exclude`, where they are given. */
function conditions({ finder, exclude }: ConfigSource): string {
  const regex = 'matchRegex' in finder ? finder.matchRegex.source : '.*';
  const texts = [
    ...(regex === '.*' ? [] : [`match_regex ${shorten(regex.replaceAll('\\/', '/'))}`]),
    ...(exclude.length === 0 ? [] : ['exclude']),
  ];
  return texts.length === 0 ? '' : ` and passes ${texts.join(' and ')}`;
}

/** Expressions of thousands of characters, alternatives of all runs, do not belong in a message whole. */
function shorten(regex: string): string {
  return regex.length <= 80 ? regex : `${regex.slice(0, 77)}...`;
}

function patterns(source: ConfigSource, parent: Item | null, context: SourceContext): string[] {
  const { finder } = source;
  const inSource = (pattern: string) =>
    context.input.location(expandSourcePath(pattern, source, parent, context));
  switch (finder.kind) {
    case 'source_glob':
    case 'tomogram_header':
      return [inSource(finder.listGlob)];
    case 'destination_glob':
      return [context.output.location(expandDestinationGlob(finder.listGlob, source, parent, context))];
    case 'source_multi_glob':
      return finder.listGlobs.map(inSource);
    case 'annotation':
      return 'many' in finder.globs ? finder.globs.many.map(inSource) : [inSource(finder.globs.single)];
    case 'destination_filter':
      return ['the destination_filter'];
    case 'literal':
      return [];
  }
}
