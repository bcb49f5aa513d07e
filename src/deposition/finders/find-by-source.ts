import { inTurn } from '../../base/collections.js';
import { ConfigError, fileError } from '../../base/errors.js';
import { type Float, formatFixed } from '../../base/float.js';
import { isJsonObject, type JsonValue, toPlain } from '../../base/json-value.js';
import { describeError } from '../../base/messages.js';
import { type GlobMatch, glob } from '../../storage/glob.js';
import { baseName, joinKey } from '../../storage/keys.js';
import type { Storage } from '../../storage/storage.js';
import { type EntityType, identityOf } from '../../tree/entities/entity-type.js';
import { readVolumeHeader } from '../../volume/source/volume-formats.js';
import { isUnset } from '../../volume/volume.js';
import type { DestinationFilter, GlobFinder, LiteralValue } from '../config/config.js';
import { matchRegex, searchRegex } from '../config/regex.js';
import { expandTemplate, locationFacts } from '../config/template.js';
import { publishedItems } from '../identifiers.js';
import { ancestor, itemDirectory } from '../item.js';
import type { SourceContext } from '../source-context.js';
import { readingRules } from '../source-rules/reading.js';
import {
  collect,
  expandDestinationGlob,
  expandSourceGlob,
  type Found,
  type SourceSearch,
} from './source-search.js';

/** Returns what a source finds below a parent, before its `exclude` is applied. */
export async function findBySource(type: EntityType, search: SourceSearch): Promise<Found[]> {
  const { finder } = search.source;
  switch (finder.kind) {
    case 'source_glob':
    case 'destination_glob':
      return findByGlob(finder, search);
    case 'source_multi_glob':
      return findByMultiGlob(finder.listGlobs, search);
    case 'literal':
      return findLiterals(finder.value, search);
    case 'destination_filter':
      return findByDestinationFilter(finder.filters, type, search);
    case 'tomogram_header':
      return findByHeader(finder, search);
    case 'annotation':
      return 'many' in finder.globs
        ? findByMultiGlob(finder.globs.many, search)
        : findByGlob({ ...anyFile, listGlob: finder.globs.single }, search);
  }
}

/** Finders of a shape's single glob have no expressions: every path matches and its whole base name is the name. */
const anyFile = {
  kind: 'source_glob',
  matchRegex: searchRegex(''),
  nameRegex: matchRegex('(?s)(.*)'),
} as const;

/**
 * Finds paths that a glob lists and `match_regex` finds, named by group 1 of `name_regex` on the base name. Paths
 * without a name are left out with one warning. Fails with a ConfigError if all are.
 */
export async function findByGlob(finder: GlobFinder, search: SourceSearch): Promise<Found[]> {
  const { source, context } = search;
  const fromOutput = finder.kind === 'destination_glob';
  const storage = fromOutput ? context.output : context.input;
  const pattern = (fromOutput ? expandDestinationGlob : expandSourceGlob)(finder.listGlob, search);
  const matches = await (fromOutput ? glob(storage, pattern) : globInput(pattern, search));
  const origin = fromOutput ? ('output' as const) : ('source' as const);
  const found: Found[] = [];
  const strays: string[] = [];
  for (const { key } of matches) {
    if (!finder.matchRegex.test(fullPath(storage, key)) || isOfConfig(key, storage, context)) continue;
    const name = finder.nameRegex.exec(baseName(key))?.[1];
    if (name === undefined) strays.push(key);
    else found.push({ name, origin, key });
  }
  const [stray] = strays;
  const { source: regex } = finder.nameRegex;
  if (stray !== undefined && found.length === 0) {
    throw new ConfigError('name_regex matches no name', {
      ...locationFacts(source.location),
      expected: `a match of ${regex} from the start of the name, with a group`,
      found: baseName(stray),
      hint: 'narrow match_regex to the files that name_regex is meant for',
    });
  }
  const unnamed = context.usage.newStrays(source, strays);
  if (unnamed[0] !== undefined) {
    const { file, line, keyPath } = source.location;
    const files = unnamed.length === 1 ? '1 file is' : `${unnamed.length} files are`;
    const why = `left out, since name_regex ${regex} gives no name: ${baseName(unnamed[0])}`;
    context.warn(`${file}:${line}: ${keyPath}: ${files} ${why}`, null, readingRules.config.code);
  }
  return collect(found);
}

/** True for the configuration and its table of runs, which may lie in INPUT beside directories that are runs. */
function isOfConfig(key: string, storage: Storage, { config, input }: SourceContext): boolean {
  const { sourcePrefix, runDataMapFile } = config.standardization;
  const plain = (path: string) => `/${path.replace(/^(?:\.\/)+/, '')}`;
  const isTable = runDataMapFile !== null && key === joinKey(sourcePrefix, runDataMapFile);
  // One of the paths may be absolute.
  const [own, given] = [plain(storage.location(key)), plain(config.file)];
  return storage === input && (isTable || own.endsWith(given) || given.endsWith(own));
}

/** Lists what a glob matches below INPUT. A directory without permission to list is left out with one warning. */
async function globInput(pattern: string, { source, context }: SourceSearch): Promise<readonly GlobMatch[]> {
  const matches = await glob(context.input, pattern, {
    cache: context.inputListings,
    onDenied(error) {
      const [isNew] = context.usage.newStrays(source, [error.facts.path ?? '']);
      const { code } = readingRules.storage;
      if (isNew !== undefined) context.warn(`left out: ${describeError(error)}`, null, code);
    },
  });
  const keys = matches.map(({ key }) => key);
  context.traces?.matched(pattern, keys);
  return matches;
}

/** Returns the path that expressions and multi-glob names see: with bucket and prefix, without a scheme. */
export function fullPath(storage: Storage, key: string): string {
  return storage.location(key).replace(/^\w+:\/\//, '');
}

/** Finds by `source_multi_glob` or `glob_strings`: all paths of the globs, in order, named by full path. */
export async function findByMultiGlob(patterns: readonly string[], search: SourceSearch): Promise<Found[]> {
  const matches = await inTurn(patterns, (each) => globInput(expandSourceGlob(each, search), search));
  const nameOf = (key: string) => fullPath(search.context.input, key);
  return collect(matches.flat().map(({ key }) => ({ name: nameOf(key), origin: 'source', key })));
}

/**
 * Finds by `tomogram_header`: the voxel sizes (Å, along y, 3 decimals) in the headers of the listed volumes. Volumes
 * that cannot be read are left out with a warning. Fails with the error of the first volume if none can be read.
 */
export async function findByHeader(
  finder: Pick<GlobFinder, 'listGlob' | 'matchRegex'>,
  search: SourceSearch,
): Promise<Found[]> {
  const { parent, context } = search;
  const results: Found[] = [];
  const failures: unknown[] = [];
  for (const { key } of await globInput(expandSourceGlob(finder.listGlob, search), search)) {
    if (!finder.matchRegex.test(fullPath(context.input, key))) continue;
    try {
      results.push({ name: await spacingOf(key, context), origin: 'literal', key: null });
    } catch (error) {
      failures.push(error);
    }
  }
  if (results.length === 0 && failures.length > 0) throw failures[0];
  for (const error of failures)
    context.warn(`gives no voxel spacing: ${describeError(error)}`, parent, readingRules.format.code);
  return collect(results);
}

/** Returns a header's voxel size as the name of a voxel spacing. Fails with a FormatError without one. */
async function spacingOf(key: string, context: SourceContext): Promise<string> {
  const { voxelSize, format } = await readVolumeHeader(context.input, key);
  // A scale is stated in OME-Zarr. The portal publishes tomograms of 1 Å whose program knew no voxel size.
  const isWrong = isUnset({ voxelSize }) && format !== 'zarr' && context.options.compatible !== 'portal';
  if (voxelSize !== null && !isWrong) return formatFixed(voxelSize.y, 3);
  const hint = isWrong ? { hint: 'state the spacing with a literal source' } : {};
  const at = { path: context.input.location(key), ...hint };
  const found = isWrong ? '1 Å, as programs write that know none' : 'none';
  throw fileError('the header gives no voxel size', at, 'cell dimensions and sampling above 0', found);
}

/** Finds by `literal`: the names, or for key photos the images, that the configuration lists. */
export function findLiterals(value: LiteralValue, search: SourceSearch): Found[] {
  const found = { origin: 'literal', key: null } as const;
  if (Array.isArray(value))
    return collect(value.map((item) => ({ name: literalName(item, search), ...found })));
  return Object.entries(value).map(([name, image]) => ({
    ...{ name, ...found },
    literal: image === null ? null : String(image),
  }));
}

/**
 * Returns the name of an item of the list. A text with a template takes its value from the run's row of the run data
 * map. Fails with a ConfigError if the run has no row.
 */
function literalName(item: string | number | Float, { source, parent, context }: SourceSearch): string {
  if (typeof item !== 'string' || !item.includes('{')) return String(item);
  const run = parent === null ? null : ancestor(parent, 'run');
  const row = run === null ? undefined : context.maps.rows?.get(run.name);
  if (row === undefined) {
    throw new ConfigError('no row of the run data map for a templated value', {
      ...locationFacts(source.location),
      expected: `a row for run ${run?.name ?? '(none)'} in ${context.config.standardization.runDataMapFile ?? 'run_data_map_file'}`,
      found: item,
    });
  }
  const template = item.replace(/^ *(float|int) +(?=\{)/, '').trim();
  return expandTemplate(template, row.columns, { ...source.location, run: row.runName }).trim();
}

/** Finds by `destination_filter`: published items whose metadata pass every filter. */
export async function findByDestinationFilter(
  filters: readonly DestinationFilter[],
  type: EntityType,
  { parent, context }: Omit<SourceSearch, 'source'>,
): Promise<Found[]> {
  const container = identityOf(type)?.container;
  const within = parent === null || container === undefined ? null : ancestor(parent, container);
  if (parent === null || within === null) return [];
  const inside = itemDirectory(parent, context.options.layout) ?? '';
  const published = await publishedItems(type, within, context);
  const found = published.flatMap(({ directory, metadata, metadataPath: path }): Found[] => {
    if (path === null || !directory.startsWith(`${inside}/`) || !isJsonObject(metadata ?? undefined))
      return [];
    const isWanted = filters.every((filter) => passes(metadata, filter));
    return isWanted ? [{ name: path, origin: 'output', key: path }] : [];
  });
  return collect(found);
}

/** True if the value at the key, or an item of the list there, equals the value of the filter. */
function passes(metadata: JsonValue, { key, value }: DestinationFilter): boolean {
  const found = walk(metadata, key);
  const wanted = JSON.stringify(toPlain(value));
  return (Array.isArray(found) ? found : [found]).some(
    (item) => item !== undefined && JSON.stringify(toPlain(item)) === wanted,
  );
}

/** Returns the value at a key path; on a list, the values of its objects. */
function walk(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  const [key, ...rest] = path;
  if (key === undefined || !value) return value;
  if (Array.isArray(value)) {
    const items: JsonValue[] = value.flatMap((item: JsonValue) =>
      isJsonObject(item) && item[key] !== undefined ? [item[key]] : [],
    );
    return walk(items, rest);
  }
  return isJsonObject(value) ? walk(value[key], rest) : undefined;
}
