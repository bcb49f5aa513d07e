import { IngestError } from '../base/errors.js';
import type { JsonObject } from '../base/json-value.js';
import { type EntityType, entities, identityOf } from '../tree/entities/entity-type.js';
import { voxelSpacingName } from '../tree/layout/build-path.js';
import { parseAnyPath } from '../tree/layout/parse-path.js';
import { pathTemplates } from '../tree/layout/path-templates.js';
import { readDocument } from '../tree/tree-reader.js';
import type { ConfigEntry, ConfigSource } from './config/config.js';
import { matchRegex, searchRegex } from './config/regex.js';
import { type Found, passesParentFilters } from './finders/found.js';
import { findByGlob, findByHeader, findByMultiGlob } from './finders/glob-finder.js';
import { findByDestinationFilter, findLiterals } from './finders/literal-finder.js';
import { baseName, createItem, type Item, type ItemInput } from './item.js';
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

/** The item that one result of a source stands for; a metadata file of the output stands for what it describes. */
async function singleItem(
  type: EntityType,
  entry: ConfigEntry,
  source: ConfigSource,
  found: Found,
  parent: Item | null,
  context: SourceContext,
): Promise<Item> {
  if (found.key?.endsWith('metadata.json')) return referenced(type, entry, source, found, parent, context);
  return createItem(type, publicName(type, found.name, source), parent, {
    origin: found.origin,
    files: found.key === null ? [] : [found.key],
    ...(found.literal === undefined ? {} : { literal: found.literal }),
    entry,
    source,
    id: publishedId(type, found, context),
  });
}

/** The identifier of what the output holds, by the directory that it lies in; null where nothing was found there. */
function publishedId(type: EntityType, { origin, key }: Found, { options }: SourceContext): number | null {
  const variable = identityOf(type)?.variable;
  if (origin !== 'output' || key === null || variable === undefined) return null;
  const place = parseAnyPath(key, options.layout);
  if (place === null || pathTemplates[place.template].entity !== type) return null;
  const id = place.variables[variable];
  return id === undefined ? null : Number(id);
}

/**
 * The item of all that a source found together; null when it found nothing. Fails with an IngestError when that is
 * the metadata files of several published items.
 */
async function groupedItem(
  type: EntityType,
  entry: ConfigEntry,
  source: ConfigSource,
  found: readonly Found[],
  parent: Item | null,
  context: SourceContext,
): Promise<Item | null> {
  const [first] = found;
  if (first === undefined) return null;
  if (found.every(({ key }) => key?.endsWith('metadata.json'))) {
    if (found.length > 1) {
      throw new IngestError(`more than one published ${type} found`, {
        path: source.location.file,
        line: source.location.line,
        keyPath: source.location.keyPath,
        expected: 'one metadata file',
        found: found.map(({ key }) => key).join(', '),
      });
    }
    return referenced(type, entry, source, first, parent, context);
  }
  const files = found.flatMap(({ key }) => (key === null ? [] : [key]));
  const id = publishedId(type, first, context);
  return createItem(type, first.name, parent, { origin: first.origin, files, entry, source, id });
}

async function referenced(
  type: EntityType,
  entry: ConfigEntry,
  source: ConfigSource,
  found: Found,
  parent: Item | null,
  context: SourceContext,
): Promise<Item> {
  const storage = found.origin === 'output' ? context.output : context.input;
  const path = found.key ?? found.name;
  return referencedItem(
    type,
    { path, metadata: await readDocument(storage, path) },
    { entry, source, parent, found },
  );
}

/** A voxel spacing (Å) is named with three decimals; anything else as it was found. */
function publicName(type: EntityType, name: string, source: ConfigSource): string {
  if (entities[type].nameForm !== 'voxel-spacing') return name;
  const value = Number(name);
  if (name.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new IngestError('not a voxel spacing', {
      path: source.location.file,
      line: source.location.line,
      keyPath: source.location.keyPath,
      expected: 'a number above 0 (Å)',
      found: JSON.stringify(name),
    });
  }
  return voxelSpacingName(value);
}

/**
 * An item that a finder gave as a metadata file of the output, `…/Alignments/100/alignment_metadata.json`:
 * its identifier is its directory's name, its files are those that the metadata name.
 */
export function referencedItem(
  type: EntityType,
  reference: { readonly path: string; readonly metadata: JsonObject },
  at: {
    readonly entry: ConfigEntry;
    readonly source: ConfigSource;
    readonly parent: Item | null;
    readonly found: Found;
  },
): Item {
  const directory = reference.path.split('/').at(-2) ?? '';
  const name = nameFromMetadata(reference.metadata) ?? at.found.name;
  return createItem(type, name, at.parent, {
    origin: at.found.origin,
    files: filesFromMetadata(reference.metadata),
    entry: at.entry,
    source: at.source,
    id: /^\d+$/.test(directory) ? Number(directory) : null,
    reference,
  });
}

function nameFromMetadata({ omezarr_dir: zarr }: JsonObject): string | null {
  return typeof zarr === 'string' ? baseName(zarr).replace(/\.zarr$/, '') : null;
}

function filesFromMetadata({ files, omezarr_dir: zarr }: JsonObject): string[] {
  if (Array.isArray(files)) return files.filter((file): file is string => typeof file === 'string');
  return typeof zarr === 'string' ? [zarr] : [];
}

const wholeName = matchRegex('(?s)(.*)');
const anything = searchRegex('');

/** What one source of the config finds below a parent, before its `exclude` is applied. */
async function findBySource(
  type: EntityType,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const { finder } = source;
  switch (finder.kind) {
    case 'source_glob':
    case 'destination_glob':
      return findByGlob(finder, source, parent, context);
    case 'source_multi_glob':
      return findByMultiGlob(finder.listGlobs, source, parent, context);
    case 'literal':
      return findLiterals(finder.value, source, parent, context);
    case 'destination_filter':
      return findByDestinationFilter(finder.filters, type, parent, context);
    case 'tomogram_header':
      return findByHeader(finder, source, parent, context);
    case 'annotation':
      return 'many' in finder.globs
        ? findByMultiGlob(finder.globs.many, source, parent, context)
        : findByGlob(
            {
              kind: 'source_glob',
              listGlob: finder.globs.single,
              matchRegex: anything,
              nameRegex: wholeName,
            },
            source,
            parent,
            context,
          );
  }
}
