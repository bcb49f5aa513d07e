// Finds the items that a configuration describes below a parent, as the grouping of their type says, and gives them
// their identifiers.

import { getOrMake, groupBy, inTurn } from '../base/collections.js';
import { IngestError } from '../base/errors.js';
import type { JsonObject } from '../base/json-value.js';
import { nameSome } from '../base/messages.js';
import { baseName } from '../storage/keys.js';
import { type EntityType, entities, identityOf, type SectionName } from '../tree/entities/entity-type.js';
import { foldName, isRefusedByWindows, voxelSpacingName } from '../tree/layout/build-path.js';
import { parseAnyPath } from '../tree/layout/parse-path.js';
import { pathTemplates } from '../tree/layout/path-templates.js';
import { readDocument } from '../tree/tree-reader.js';
import type { ConfigEntry, ConfigSource } from './config/config.js';
import { locationFacts } from './config/template.js';
import { findBySource } from './finders/find-by-source.js';
import {
  expandDestinationGlob,
  expandSourcePath,
  type Found,
  passesParentFilters,
  type SourceSearch,
} from './finders/source-search.js';
import { type Identify, identityContainer, itemKeys, openIdentifiers } from './identifiers.js';
import { ancestor, createItem, type Item, type ItemInput } from './item.js';
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

/** A source of an entry that is searched for items of a type. */
interface Search extends SourceSearch {
  readonly type: EntityType;
  readonly entry: ConfigEntry;
}

/** Returns the items that the sources of an entry find below a parent, in the order of the sources. */
export async function itemsOfEntry(
  type: EntityType,
  entry: ConfigEntry,
  parent: Item | null,
  context: SourceContext,
): Promise<Item[]> {
  const { grouping } = entities[type];
  const items: Item[] = [];
  const inputs: ItemInput[] = [];
  let named: { readonly found: Found; readonly search: Search } | null = null;
  for (const source of entry.sources) {
    const search = { type, entry, source, parent, context };
    if (!isSearched(search)) continue;
    const found = await findIncluded(search);
    const [first] = found;
    if (first === undefined) continue;
    if (grouping === 'together') items.push(await groupedItem(first, found, search));
    else if (grouping === 'with-sources') {
      named ??= { found: first, search };
      inputs.push(...keysOf(found).map((key) => ({ source, key })));
    } else for (const one of found) items.push(await singleItem(one, search));
  }
  if (named !== null) {
    // One item has the files of all sources, and the name of the first.
    const item = await singleItem(named.found, named.search);
    return [{ ...item, files: [...new Set(inputs.map(({ key }) => key))], inputs }];
  }
  if (grouping !== 'together') return items;
  // The files that all sources found are one item: `.xf` from one, `.tlt` from another.
  const [first, ...others] = items.filter((item) => item.files.length > 0 || item.reference !== null);
  if (first === undefined) return items.slice(0, 1);
  return [{ ...first, files: [...new Set([first, ...others].flatMap((item) => item.files))] }];
}

/** True if a source is searched below a parent. Where only the voxel spacing speaks against it, that is recorded. */
function isSearched({ source, parent, context }: Search): boolean {
  if (passesParentFilters(source, parent)) return true;
  const spacing = parent === null ? null : ancestor(parent, 'voxel_spacing');
  if (spacing !== null && passesParentFilters(source, spacing.parent)) context.usage.passedOver(source);
  return false;
}

async function findIncluded(search: Search): Promise<Found[]> {
  const { type, source, context } = search;
  const found = (await findBySource(type, search)).filter(
    ({ name }) => !source.exclude.some((pattern) => pattern.test(name)),
  );
  context.usage.searched(source, found.length);
  if (entities[type].walk?.isLevel !== true) warnOfDisplaced(found, search);
  return found;
}

function keysOf(found: readonly Found[]): string[] {
  // An array that was made by adding has room for more, in each of thousands of items.
  return found.flatMap(({ key }) => key ?? []).slice();
}

/** Warns of files of one name in several directories: only the last is used, which may not be intended. */
function warnOfDisplaced(found: readonly Found[], { type, parent, context }: Search): void {
  const repeated = found.filter(({ displaced }) => displaced !== undefined);
  const [first] = repeated;
  if (first === undefined) return;
  const location = (key: string | null | undefined) =>
    (first.origin === 'output' ? context.output : context.input).location(key ?? '');
  context.warn(
    `${type}: ${repeated.length === 1 ? 'duplicate file name' : `${repeated.length} duplicate file names`}: ` +
      `of ${first.name}, ${location(first.key)} is used, ${location(first.displaced?.at(-1))} is not`,
    parent,
    readingRules.config.code,
  );
}

/** Returns the item of one result of a source. A metadata file of the output stands for the item that it describes. */
async function singleItem(found: Found, search: Search): Promise<Item> {
  const { type, entry, source, parent, context } = search;
  if (found.key?.endsWith('metadata.json')) return referenced(found, search);
  return createItem(type, publicName(type, found.name, source), parent, {
    origin: found.origin,
    files: keysOf([found]),
    ...(found.literal === undefined ? {} : { literal: found.literal }),
    entry,
    source,
    id: publishedId(type, found, context),
  });
}

/**
 * Returns the name of an item: a voxel spacing (Å) with three decimals, anything else as found. Fails with an
 * IngestError for a voxel spacing that is not a number above 0.
 */
function publicName(type: EntityType, name: string, source: ConfigSource): string {
  if (entities[type].nameForm !== 'voxel-spacing') return name;
  const value = Number(name);
  if (name.trim() === '' || !Number.isFinite(value) || value <= 0) {
    const expected = 'a number above 0 (Å)';
    const found = JSON.stringify(name);
    throw new IngestError('not a voxel spacing', { ...locationFacts(source.location), expected, found });
  }
  return voxelSpacingName(value);
}

/** Returns the identifier of a result in OUTPUT, from the directory that it is in; null for other results. */
function publishedId(type: EntityType, { origin, key }: Found, { options }: SourceContext): number | null {
  const variable = identityOf(type)?.variable;
  if (origin !== 'output' || key === null || variable === undefined) return null;
  const place = parseAnyPath(key, options.layout);
  if (place === null || pathTemplates[place.template].entity !== type) return null;
  const id = place.variables[variable];
  return id === undefined ? null : Number(id);
}

/** Returns one item of all results. Fails with an IngestError for metadata files of several published items. */
async function groupedItem(first: Found, found: readonly Found[], search: Search): Promise<Item> {
  const { type, entry, source, parent, context } = search;
  if (found.every(({ key }) => key?.endsWith('metadata.json'))) {
    if (found.length > 1) {
      throw new IngestError(`more than one published ${type} found`, {
        ...locationFacts(source.location),
        expected: 'one metadata file',
        found: found.map(({ key }) => key).join(', '),
      });
    }
    return referenced(first, search);
  }
  const { origin } = first;
  const id = publishedId(type, first, context);
  return createItem(type, first.name, parent, { origin, files: keysOf(found), entry, source, id });
}

async function referenced(found: Found, search: Search): Promise<Item> {
  const storage = found.origin === 'output' ? search.context.output : search.context.input;
  const path = found.key ?? found.name;
  return referencedItem({ path, metadata: await readDocument(storage, path) }, found, search);
}

/**
 * Creates the item that a metadata file in OUTPUT describes, such as `…/Alignments/100/alignment_metadata.json`. Its
 * identifier is the name of its directory; its files are those that the metadata name.
 */
export function referencedItem(
  reference: { readonly path: string; readonly metadata: JsonObject },
  { name, origin }: Found,
  { type, entry, source, parent }: Omit<Search, 'context'>,
): Item {
  const directory = reference.path.split('/').at(-2) ?? '';
  const { files, omezarr_dir: zarr } = reference.metadata;
  const hasZarr = typeof zarr === 'string';
  return createItem(type, hasZarr ? baseName(zarr).replace(/\.zarr$/, '') : name, parent, {
    origin,
    files: Array.isArray(files) ? files.filter((file) => typeof file === 'string') : hasZarr ? [zarr] : [],
    entry,
    source,
    id: /^\d+$/.test(directory) ? Number(directory) : null,
    reference,
  });
}
