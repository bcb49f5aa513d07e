import { inTurn } from '../../base/collections.js';
import { ConfigError, fileError } from '../../base/errors.js';
import { formatFixed } from '../../base/float.js';
import { describeError } from '../../base/messages.js';
import { type GlobMatch, glob } from '../../storage/glob.js';
import { baseName, joinKey } from '../../storage/keys.js';
import type { Storage } from '../../storage/storage.js';
import { readVolumeHeader } from '../../volume/source/volume-formats.js';
import { isUnset } from '../../volume/volume.js';
import type { GlobFinder } from '../config/config.js';
import { locationFacts } from '../config/template.js';
import type { SourceContext } from '../source-context.js';
import { readingRules } from '../source-rules/reading.js';
import { expandDestinationGlob, expandSourceGlob } from './expand-glob.js';
import { collect, type Found, type SourceSearch } from './found.js';

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
