// Turns the results of an entry's sources into items, as the grouping of their type says.

import { IngestError } from '../base/errors.js';
import type { JsonObject } from '../base/json-value.js';
import { baseName } from '../storage/keys.js';
import { type EntityType, entities, identityOf } from '../tree/entities/entity-type.js';
import { voxelSpacingName } from '../tree/layout/build-path.js';
import { parseAnyPath } from '../tree/layout/parse-path.js';
import { pathTemplates } from '../tree/layout/path-templates.js';
import { readDocument } from '../tree/tree-reader.js';
import type { ConfigEntry, ConfigSource } from './config/config.js';
import { locationFacts } from './config/template.js';
import { findBySource } from './finders/find-by-source.js';
import { type Found, passesParentFilters } from './finders/source-search.js';
import { ancestor, createItem, type Item, type ItemInput } from './item.js';
import type { SourceContext } from './source-context.js';
import { readingRules } from './source-rules/reading.js';

interface Search {
  readonly type: EntityType;
  readonly entry: ConfigEntry;
  readonly parent: Item | null;
  readonly context: SourceContext;
}

/** Returns the items that the sources of an entry find below a parent, in the order of the sources. */
export async function itemsOfEntry(
  type: EntityType,
  entry: ConfigEntry,
  parent: Item | null,
  context: SourceContext,
): Promise<Item[]> {
  const { grouping } = entities[type];
  const search = { type, entry, parent, context };
  if (grouping === 'with-sources') return itemWithSources(search);
  const items: Item[] = [];
  for (const source of entry.sources) {
    if (!isSearched(source, parent, context)) continue;
    const found = await findIncluded(source, search);
    if (grouping === 'together') {
      const item = await groupedItem(source, found, search);
      if (item !== null) items.push(item);
    } else {
      for (const one of found) items.push(await singleItem(source, one, search));
    }
  }
  if (grouping !== 'together') return items;
  // The files that all sources found are one item: `.xf` from one, `.tlt` from another.
  const [first, ...others] = items.filter((item) => item.files.length > 0 || item.reference !== null);
  if (first === undefined) return items.slice(0, 1);
  return [{ ...first, files: [...new Set([first, ...others].flatMap((item) => item.files))] }];
}

/** True if a source is searched below a parent. Where only the voxel spacing speaks against it, that is recorded. */
function isSearched(source: ConfigSource, parent: Item | null, context: SourceContext): boolean {
  if (passesParentFilters(source, parent)) return true;
  const spacing = parent === null ? null : ancestor(parent, 'voxel_spacing');
  if (spacing !== null && passesParentFilters(source, spacing.parent)) context.usage.passedOver(source);
  return false;
}

async function findIncluded(source: ConfigSource, search: Search): Promise<Found[]> {
  const { type, context } = search;
  const found = (await findBySource(type, { ...search, source })).filter(
    ({ name }) => !source.exclude.some((pattern) => pattern.test(name)),
  );
  context.usage.searched(source, found.length);
  if (entities[type].walk?.isLevel !== true) warnOfDisplaced(found, search);
  return found;
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

/** Returns one item with the files of all sources of an entry, named by the first; none without results. */
async function itemWithSources(search: Search): Promise<Item[]> {
  const { entry, parent, context } = search;
  const inputs: ItemInput[] = [];
  let first: { readonly source: ConfigSource; readonly found: Found } | null = null;
  for (const source of entry.sources) {
    if (!isSearched(source, parent, context)) continue;
    for (const found of await findIncluded(source, search)) {
      first ??= { source, found };
      if (found.key !== null) inputs.push({ source, key: found.key });
    }
  }
  if (first === null) return [];
  const { source, found } = first;
  const item = await singleItem(source, found, search);
  return [{ ...item, files: [...new Set(inputs.map(({ key }) => key))], inputs }];
}

/** Returns the item of one result of a source. A metadata file of the output stands for the item that it describes. */
async function singleItem(source: ConfigSource, found: Found, search: Search): Promise<Item> {
  const { type, entry, parent, context } = search;
  if (found.key?.endsWith('metadata.json')) return referenced(source, found, search);
  return createItem(type, publicName(type, found.name, source), parent, {
    origin: found.origin,
    files: found.key === null ? [] : [found.key],
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

/** Returns one item of all results, or null. Fails with an IngestError for metadata files of several published items. */
async function groupedItem(source: ConfigSource, found: readonly Found[], search: Search) {
  const { type, entry, parent, context } = search;
  const [first] = found;
  if (first === undefined) return null;
  if (found.every(({ key }) => key?.endsWith('metadata.json'))) {
    if (found.length > 1) {
      throw new IngestError(`more than one published ${type} found`, {
        ...locationFacts(source.location),
        expected: 'one metadata file',
        found: found.map(({ key }) => key).join(', '),
      });
    }
    return referenced(source, first, search);
  }
  const files = found.flatMap(({ key }) => (key === null ? [] : [key]));
  const id = publishedId(type, first, context);
  return createItem(type, first.name, parent, { origin: first.origin, files, entry, source, id });
}

async function referenced(source: ConfigSource, found: Found, search: Search): Promise<Item> {
  const storage = found.origin === 'output' ? search.context.output : search.context.input;
  const path = found.key ?? found.name;
  const metadata = await readDocument(storage, path);
  return referencedItem(search.type, { path, metadata }, { ...search, source, found });
}

/**
 * Creates the item that a metadata file in OUTPUT describes, such as `…/Alignments/100/alignment_metadata.json`. Its
 * identifier is the name of its directory; its files are those that the metadata name.
 */
export function referencedItem(
  type: EntityType,
  reference: { readonly path: string; readonly metadata: JsonObject },
  at: Pick<Search, 'entry' | 'parent'> & { readonly source: ConfigSource; readonly found: Found },
): Item {
  const directory = reference.path.split('/').at(-2) ?? '';
  const { files, omezarr_dir: zarr } = reference.metadata;
  const hasZarr = typeof zarr === 'string';
  const name = hasZarr ? baseName(zarr).replace(/\.zarr$/, '') : at.found.name;
  return createItem(type, name, at.parent, {
    origin: at.found.origin,
    files: Array.isArray(files) ? files.filter((file) => typeof file === 'string') : hasZarr ? [zarr] : [],
    entry: at.entry,
    source: at.source,
    id: /^\d+$/.test(directory) ? Number(directory) : null,
    reference,
  });
}
