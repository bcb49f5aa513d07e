import { ConfigError, FormatError } from '../../base/errors.js';
import { formatFixed } from '../../base/float.js';
import { describeError } from '../../base/messages.js';
import { type GlobMatch, glob } from '../../storage/glob.js';
import { baseName, joinKey } from '../../storage/keys.js';
import type { Storage } from '../../storage/storage.js';
import { readVolumeHeader } from '../../volume/source/volume-formats.js';
import { isUnset } from '../../volume/volume.js';
import type { ConfigSource, GlobFinder } from '../config/config.js';
import type { Pattern } from '../config/regex.js';
import { locationFacts } from '../config/template.js';
import type { Item } from '../item.js';
import type { SourceContext } from '../source-context.js';
import { readingRules } from '../source-rules/reading.js';
import { expandDestinationGlob, expandSourceGlob } from './expand-glob.js';
import { collect, type Found } from './found.js';

/**
 * Finds by `source_glob` or `destination_glob`: paths that the glob lists and `match_regex` finds, named by group 1
 * of `name_regex` on the base name. Paths without a name are left out with one warning. Fails with a ConfigError if
 * `name_regex` names none of the paths.
 */
export async function findByGlob(
  finder: GlobFinder,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const fromOutput = finder.kind === 'destination_glob';
  const storage = fromOutput ? context.output : context.input;
  const pattern = fromOutput
    ? expandDestinationGlob(finder.listGlob, source, parent, context)
    : expandSourceGlob(finder.listGlob, source, parent, context);
  const matches = await (fromOutput ? glob(storage, pattern) : globInput(pattern, source, context));
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
  if (stray !== undefined && found.length === 0) throw nothingNamed(baseName(stray), finder, source);
  warnOfStrays(context.usage.newStrays(source, strays), finder, source, context);
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

function nothingNamed(file: string, finder: GlobFinder, { location }: ConfigSource): ConfigError {
  return new ConfigError('name_regex matches no name', {
    ...locationFacts(location),
    expected: `a match of ${finder.nameRegex.source} from the start of the name, with a group`,
    found: file,
    hint: 'narrow match_regex to the files that name_regex is meant for',
  });
}

/** Warns once of files that `name_regex` does not name. */
function warnOfStrays(
  strays: readonly string[],
  finder: GlobFinder,
  { location }: ConfigSource,
  context: SourceContext,
): void {
  const [first] = strays;
  if (first === undefined) return;
  const files = strays.length === 1 ? '1 file is' : `${strays.length} files are`;
  context.warn(
    `${location.file}:${location.line}: ${location.keyPath}: ${files} left out, since name_regex ${finder.nameRegex.source} gives no name: ${baseName(first)}`,
    null,
    readingRules.config.code,
  );
}

/** Lists what a glob matches below INPUT. A directory without permission to list is left out with one warning. */
async function globInput(
  pattern: string,
  source: ConfigSource,
  context: SourceContext,
): Promise<readonly GlobMatch[]> {
  const matches = await glob(context.input, pattern, {
    cache: context.inputListings,
    onDenied(error) {
      const [isNew] = context.usage.newStrays(source, [error.facts.path ?? '']);
      const { code } = readingRules.storage;
      if (isNew !== undefined) context.warn(`left out: ${describeError(error)}`, null, code);
    },
  });
  context.traces?.matched(
    pattern,
    matches.map(({ key }) => key),
  );
  return matches;
}

/**
 * Returns the path that regular expressions and multi-glob names see: bucket and prefix included, without a scheme.
 */
export function fullPath(storage: Storage, key: string): string {
  return storage.location(key).replace(/^\w+:\/\//, '');
}

/** Finds by `source_multi_glob` or `glob_strings`: all paths of the globs, in order, named by full path. */
export async function findByMultiGlob(
  patterns: readonly string[],
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const results: Found[] = [];
  for (const pattern of patterns) {
    const key = expandSourceGlob(pattern, source, parent, context);
    for (const match of await globInput(key, source, context)) {
      results.push({ name: fullPath(context.input, match.key), origin: 'source', key: match.key });
    }
  }
  return collect(results);
}

/**
 * Finds by `tomogram_header`: the voxel sizes (Å, along y, 3 decimals) in the headers of the listed volumes. Volumes
 * that cannot be read are left out with a warning. Fails with the error of the first volume if none can be read.
 */
export async function findByHeader(
  finder: { readonly listGlob: string; readonly matchRegex: Pattern },
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const pattern = expandSourceGlob(finder.listGlob, source, parent, context);
  const results: Found[] = [];
  const failures: unknown[] = [];
  for (const { key } of await globInput(pattern, source, context)) {
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
  throw new FormatError('the header gives no voxel size', {
    path: context.input.location(key),
    expected: 'cell dimensions and sampling above 0',
    ...(isWrong
      ? { found: '1 Å, as programs write that know none', hint: 'state the spacing with a literal source' }
      : { found: 'none' }),
  });
}
