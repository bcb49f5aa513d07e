import { getOrMake, inTurn } from '../../base/collections.js';
import { countOf } from '../../base/messages.js';
import { ancestor, describeItem, type Item, itemDirectory, itemVariables } from '../../deposition/item.js';
import { baseName, parentKey } from '../../storage/keys.js';
import { isRootFile, longestAtWork } from '../../storage/partial-name.js';
import type { Storage } from '../../storage/storage.js';
import { childTypes, entities, templatesOf } from '../../tree/entities/entity-type.js';
import { templateDirectory } from '../../tree/layout/build-path.js';
import {
  leaseDirectory,
  ledgerDirectories,
  ownDirectory,
  withdrawnPath,
} from '../../tree/layout/own-files.js';
import { parseAnyPath, parsePath } from '../../tree/layout/parse-path.js';
import { type Layout, layouts, type PathTemplateName } from '../../tree/layout/path-templates.js';
import { readLedger } from '../../tree/ledger.js';
import { assetPath } from '../../tree/tree-file.js';
import type { IngestContext } from '../context.js';
import type { ItemLog } from '../walk/item-log.js';
import { unitOf } from './tree-ledger.js';

/**
 * Removes the outputs of earlier ingests of an item that `named` no longer lists, with a warning for each: everything
 * in the item's own directory, and what its owned path templates match elsewhere, in either layout. If nothing is
 * named, the item's directory is removed too, and then the empty directories around it, up to the run's.
 */
export async function reconcile(item: Item, named: readonly string[], context: IngestContext): Promise<void> {
  const isGone = named.length === 0;
  const kept = new Set(named.map(comparable));
  const { identity, owns = [] } = entities[item.type];
  const own = identity === undefined ? null : itemDirectory(item, context.options.layout);
  const shared = await sharedPaths(owns, item, context);
  const owned = [
    ...(own === null ? [] : await entriesOf(own, isGone, context)),
    ...[...shared.values()].flat(),
  ];
  const obsolete = owned.filter((path) => !kept.has(comparable(path)));
  await removeObsolete(item, obsolete, context);
  if (!isGone) return;
  for (const directory of [...(own === null ? [] : [own]), ...shared.keys()]) {
    await removeEmpty(item, directory, context);
  }
}

/** Returns the entries of an item's directory, or the directory itself if everything is removed. */
async function entriesOf(directory: string, isGone: boolean, { output }: IngestContext): Promise<string[]> {
  const entries = (await output.readDirectory(directory)).filter(({ name }) => !name.startsWith('.'));
  if (isGone && entries.length > 0) return [directory];
  return entries.map(({ name }) => `${directory}/${name}`);
}

/** Returns the directories that the item shares with others, each with the item's own paths in it. */
async function sharedPaths(templates: readonly PathTemplateName[], item: Item, { output }: IngestContext) {
  const variables = itemVariables(item);
  const { identity } = entities[item.type];
  // A name that lacks the identifier is not the item's; parsing all names for each item would be quadratic.
  const id = identity === undefined ? '' : (variables[identity.variable] ?? '');
  /** True if a template gives the path for these variables. */
  const isOwn = (path: string, layout: Layout) => {
    const parsed = parsePath(path, layout);
    if (parsed === null || !templates.includes(parsed.template)) return false;
    const given = new Map(Object.entries(parsed.variables));
    return Object.entries(variables).every(([name, value]) => (given.get(name) ?? value) === value);
  };
  const found = new Map<string, string[]>();
  for (const layout of layouts) {
    for (const template of templates) {
      const directory = templateDirectory(template, layout, variables);
      if (found.has(directory)) continue;
      const names = (await output.readDirectory(directory)).map(({ name }) => name);
      const paths = names.filter((name) => name.includes(id)).map((name) => `${directory}/${name}`);
      const own = paths.filter((path) => layouts.some((either) => isOwn(path, either)));
      found.set(directory, own);
    }
  }
  return found;
}

/** Removes outputs of an earlier ingest of an item, with a warning for each. */
export async function removeObsolete(item: Item, paths: readonly string[], context: IngestContext) {
  const there = await inTurn(paths, async (path) => ({ path, kind: await context.output.kind(path) }));
  // Removing data also removes the metadata that name them. Their paths were collected before, so that they get a
  // warning too.
  for (const { path, kind } of there) {
    if (kind === null) continue;
    await (kind === 'directory' ? context.output.deleteDirectory(path) : context.output.delete(path));
    const message = `${describeItem(item)}: removed ${context.output.location(path)}, which an earlier ingest made and nothing names now`;
    context.warn(message, null);
  }
}

/** Removes an empty directory and the empty ones around it, up to the run's. */
async function removeEmpty(item: Item, directory: string, context: IngestContext): Promise<void> {
  const run = itemDirectory(ancestor(item, 'run') ?? item, context.options.layout);
  if (!directory.startsWith(`${run}/`) || (await context.output.readDirectory(directory)).length > 0) return;
  await context.output.deleteDirectory(directory);
  await removeEmpty(item, parentKey(directory), context);
}

/** Returns a path for comparisons: file systems may list another case or Unicode form than was written. */
function comparable(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/**
 * Removes the unfinished files of killed ingests before an item is ingested: all below its directory or, as its row
 * says, only those directly in its own and in the ledgers': other ingests may be writing below.
 */
export async function removeLeftovers(
  item: Item,
  directory: string,
  log: ItemLog,
  { output, options, lease }: IngestContext,
): Promise<void> {
  const { leftovers } = entities[item.type].walk ?? {};
  if (options.dryRun || leftovers === undefined) return;
  let removed = 0;
  if (leftovers === 'below') {
    removed = await output.removeLeftovers(directory);
    if (lease?.isInherited) {
      if (output.flat) removed += await removeUnmarked(item, directory, output);
      lease.areLeftoversGone = true;
    }
  } else {
    const others = recordDirectories(item).filter((each) => !output.flat || each === ownDirectory);
    for (const own of [...ownDirectories(item, options.layout), ...others]) {
      removed += await output.removeLeftovers(own, longestAtWork);
    }
  }
  if (removed > 0) log.warn(`removed ${countOf(removed, 'incomplete file')} that an interrupted ingest left`);
}

/**
 * Removes what a killed ingest left of new directories of a run, which have no marker in an object store: those without
 * their root file, unless all else is there as the ledger lists it. Returns their number.
 */
async function removeUnmarked(run: Item, directory: string, output: Storage): Promise<number> {
  const made = new Map<string, boolean>();
  for await (const { key } of output.list(directory)) {
    const { inside = '' } = parseAnyPath(key) ?? {};
    const asset = assetPath({ path: key, inside });
    if (asset !== key) made.set(asset, made.get(asset) === true || isRootFile(inside));
  }
  const { entries } = await readLedger(output, unitOf(run));
  const asListed = new Map<string, boolean>();
  for (const { path, etag } of entries.flatMap(({ files }) => files)) {
    const { inside = '' } = parseAnyPath(path) ?? {};
    const asset = assetPath({ path, inside });
    if (made.get(asset) !== false || asListed.get(asset) === false) continue;
    const found = isRootFile(inside) ? { etag } : await output.stat(path);
    asListed.set(asset, found !== null && (etag === undefined || found.etag === etag));
  }
  const unfinished = [...made].flatMap(([asset, isWhole]) => (isWhole || asListed.get(asset) ? [] : [asset]));
  for (const asset of unfinished) await output.deleteDirectory(asset);
  return unfinished.length;
}

/**
 * Returns the directories of the tool's own files about a deposition or dataset. In an object store only a manifest is
 * large enough for an upload in parts.
 */
function recordDirectories({ type, name }: Item): string[] {
  return type === 'dataset'
    ? [`${ledgerDirectories.run}/${name}`, leaseDirectory(name), withdrawnPath(name)]
    : ['', ownDirectory, ledgerDirectories.deposition, ledgerDirectories.dataset];
}

/** Returns the directories of the files of an item and of those children that are not levels of the walk. */
function ownDirectories(item: Item, layout: Layout): ReadonlySet<string> {
  const children = childTypes(item.type, 'usual').filter((type) => entities[type].walk?.isLevel !== true);
  const templates = [item.type, ...children].flatMap(templatesOf);
  return new Set(templates.map((template) => templateDirectory(template, layout, itemVariables(item))));
}

/** Warns about paths in the metadata of a finished run that the output lacks, if the run was written to. */
export async function reportDangling(run: Item, context: IngestContext): Promise<void> {
  const directory = itemDirectory(run, context.options.layout);
  if (context.published === null || directory === null) return;
  const listings = new Map<string, Promise<ReadonlySet<string>>>();
  const namesIn = (parent: string) =>
    getOrMake(listings, parent, async () => {
      const entries = await context.output.readDirectory(parent);
      return new Set(entries.map(({ name }) => name));
    });
  for (const { path, targets } of await context.published.changedDocuments(directory)) {
    for (const target of targets) {
      if ((await namesIn(parentKey(target))).has(baseName(target))) continue;
      context.warn(`${context.output.location(path)}: names ${target}, which is not in the output`, run);
    }
  }
}
