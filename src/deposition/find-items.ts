// Finds the items that a configuration describes below a parent, and gives them their identifiers.

import { getOrMake, groupBy, inTurn } from '../base/collections.js';
import { nameSome } from '../base/messages.js';
import { type EntityType, entities, type SectionName } from '../tree/entities/entity-type.js';
import { foldName, isRefusedByWindows } from '../tree/layout/build-path.js';
import type { ConfigEntry, ConfigSource } from './config/config.js';
import { expandDestinationGlob, expandSourcePath, passesParentFilters } from './finders/source-search.js';
import { type Identify, identityContainer, itemKeys, openIdentifiers } from './identifiers.js';
import { createItem, type Item } from './item.js';
import { itemsOfEntry } from './items-of-entry.js';
import { rememberByOwner } from './remember.js';
import { type KnownRuns, knownRunItems, type SourceContext } from './source-context.js';
import { readingRules } from './source-rules/reading.js';

/**
 * Creates a search that runs once for each parent and type, so that all callers get the same item objects. With
 * `knownRuns`, runs are not searched: `find` returns this process's own.
 */
export function findOnce(context: SourceContext, knownRuns: KnownRuns | null = null) {
  /** The owner of searches without a parent: those for depositions. */
  const root = {};
  const opened = rememberByOwner<Item, EntityType, Identify>((container, type) =>
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
    find: (type: EntityType, parent: Item | null) => found.of(parent ?? root, type),
    forget(item: Item): void {
      found.forget(item);
      opened.forget(item);
    },
  };
}

/** Finds every item of a type below a parent, in configured order, with identifiers and without duplicates. */
export async function findItems(
  type: EntityType,
  parent: Item | null,
  context: SourceContext,
  identifiersOf: (container: Item) => Promise<Identify>,
): Promise<Item[]> {
  const found = (entry: ConfigEntry) => itemsOfEntry(type, entry, parent, context);
  const items = (await inTurn(sectionEntries(type, context), found)).flat();
  const defaults = items.length > 0 ? [] : (entities[type].defaults ?? []);
  const unique = withoutRepeats([...items, ...defaults.map((name) => createItem(type, name, parent))]);
  if (type === 'run') warnOfNames(unique, parent, context);
  return identify(unique, context, identifiersOf);
}

/** Runs that the warning of their names lists. */
const mostNames = 5;

/** Warns once of runs whose names other file systems take for one, or refuse. */
function warnOfNames(items: readonly Item[], parent: Item | null, context: SourceContext): void {
  const firsts = new Map<string, string>();
  const faults: string[] = [];
  for (const { name, type } of items) {
    const folded = foldName(name);
    const first = firsts.get(folded);
    firsts.set(folded, first ?? name);
    const isCase = first?.toLowerCase() === name.toLowerCase();
    const form = isCase ? 'upper and lower case' : 'case or Unicode form';
    if (first !== undefined) faults.push(`${type}s ${first} and ${name} differ only in ${form}`);
    if (isRefusedByWindows(name)) faults.push(`Windows refuses the name of ${type} ${JSON.stringify(name)}`);
  }
  if (faults.length > 0) context.warn(nameSome(faults, mostNames), parent, readingRules.config.code);
}

function sectionEntries(type: EntityType, { config }: SourceContext): readonly ConfigEntry[] {
  return config.sections[entities[type].section.name as SectionName];
}

/** Removes duplicates: items without files (runs, voxel spacings) of one name, others of one entry and equal files. */
function withoutRepeats(items: readonly Item[]): Item[] {
  const seen = new Map<ConfigEntry | null, Set<string>>();
  return items.filter((item) => {
    const isNamed = entities[item.type].walk?.isLevel === true || item.files.length === 0;
    const scope = isNamed ? null : item.entry;
    const key = isNamed ? `name ${item.name}` : `files ${item.files.join('\n')}`;
    const keys = getOrMake(seen, scope, () => new Set());
    return !keys.has(key) && keys.add(key) !== undefined;
  });
}

async function identify(
  items: readonly Item[],
  context: SourceContext,
  identifiersOf: (container: Item) => Promise<Identify>,
): Promise<Item[]> {
  const ids = new Map<Item, number | undefined>();
  const unidentified = items.filter(({ id }) => id === null);
  for (const [container, own] of groupBy(unidentified, identityContainer)) {
    if (container === null) continue;
    const keys = await Promise.all(own.map((item) => itemKeys(item, context)));
    const found = (await identifiersOf(container))(keys);
    for (const [index, item] of own.entries()) ids.set(item, found[index]);
  }
  return items.map((item) => {
    const id = ids.get(item);
    return id === undefined ? item : { ...item, id };
  });
}

/** Describes for messages the patterns searched for a type below a parent, filled in, with their conditions. */
export function describeSearch(type: EntityType, parent: Item | null, context: SourceContext): string[] {
  return sectionEntries(type, context)
    .flatMap(({ sources }) => sources)
    .filter((source) => passesParentFilters(source, parent))
    .flatMap((source) => patterns(source, parent, context).map((pattern) => pattern + conditions(source)));
}

/** Describes what else a path must pass: `match_regex` and `exclude`, where given. */
function conditions({ finder, exclude }: ConfigSource): string {
  const regex = ('matchRegex' in finder ? finder.matchRegex.source : '.*').replaceAll('\\/', '/');
  // Some expressions list all runs of a deposition.
  const shown = regex.length <= 80 ? regex : `${regex.slice(0, 77)}...`;
  const texts = [
    ...(regex === '.*' ? [] : [`match_regex ${shown}`]),
    ...(exclude.length === 0 ? [] : ['exclude']),
  ];
  return texts.length === 0 ? '' : ` and passes ${texts.join(' and ')}`;
}

function patterns(source: ConfigSource, parent: Item | null, context: SourceContext): string[] {
  const { finder } = source;
  const search = { source, parent, context };
  const inSource = (pattern: string) => context.input.location(expandSourcePath(pattern, search));
  switch (finder.kind) {
    case 'source_glob':
    case 'tomogram_header':
      return [inSource(finder.listGlob)];
    case 'destination_glob':
      return [context.output.location(expandDestinationGlob(finder.listGlob, search))];
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
