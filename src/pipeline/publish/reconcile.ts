import { entities } from '../../entities/index.js';
import {
  type Layout,
  layouts,
  type PathTemplateName,
  type PathVariables,
  parsePath,
  templateDirectory,
} from '../../layout/index.js';
import { ancestor, describeItem, type Item } from '../../sources/item.js';
import { itemDirectory, itemVariables } from '../../sources/item-paths.js';
import type { IngestContext } from '../context.js';

/**
 * Removes what earlier ingests published of an item and `named` does not list any more, and warns of each: whatever lies
 * in a directory that is the item's own, and what its owned path templates match elsewhere, in either layout. Where
 * nothing is named the item's directory goes, and with it those around it that are empty, up to the run's.
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
  await removeObsolete(
    item,
    owned.filter((path) => !kept.has(comparable(path))),
    context,
  );
  if (!isGone) return;
  for (const directory of [...(own === null ? [] : [own]), ...shared.keys()]) {
    await removeEmpty(item, directory, context);
  }
}

/** Removes a form of an item's data that this ingest leaves out. */
export async function removeForm(item: Item, path: string, context: IngestContext): Promise<void> {
  await removeObsolete(item, [path], context);
}

/** What is right in a directory of an item; the directory itself where all of it goes. */
async function entriesOf(directory: string, isGone: boolean, { output }: IngestContext): Promise<string[]> {
  const entries = (await output.readDirectory(directory)).filter(({ name }) => !name.startsWith('.'));
  if (isGone && entries.length > 0) return [directory];
  return entries.map(({ name }) => `${directory}/${name}`);
}

/** Directories in which other items have files too, with what of the item's own is there. */
async function sharedPaths(
  templates: readonly PathTemplateName[],
  item: Item,
  { output }: IngestContext,
): Promise<Map<string, string[]>> {
  const variables = itemVariables(item);
  const found = new Map<string, string[]>();
  for (const layout of layouts) {
    for (const template of templates) {
      const directory = templateDirectory(template, layout, variables);
      if (found.has(directory)) continue;
      const paths = (await output.readDirectory(directory)).map(({ name }) => `${directory}/${name}`);
      found.set(
        directory,
        paths.filter((path) => layouts.some((either) => isOwn(path, either, templates, variables))),
      );
    }
  }
  return found;
}

/** Whether a path is one that a template gives for these variables. */
function isOwn(
  path: string,
  layout: Layout,
  templates: readonly PathTemplateName[],
  variables: PathVariables,
): boolean {
  const parsed = parsePath(path, layout);
  if (parsed === null || !templates.includes(parsed.template)) return false;
  const given = new Map(Object.entries(parsed.variables));
  return Object.entries(variables).every(([name, value]) => (given.get(name) ?? value) === value);
}

async function removeObsolete(item: Item, paths: readonly string[], context: IngestContext): Promise<void> {
  const there: { readonly path: string; readonly kind: 'file' | 'directory' }[] = [];
  for (const path of paths) {
    const kind = await context.output.kind(path);
    if (kind !== null) there.push({ path, kind });
  }
  // Data take the metadata with them that name them, which are told of all the same.
  for (const { path, kind } of there) {
    await (kind === 'directory' ? context.output.deleteDirectory(path) : context.output.delete(path));
    const message = `${describeItem(item)}: removed ${context.output.location(path)}, which an earlier ingest made and nothing names now`;
    context.warn(message, null);
  }
}

/** Removes a directory in which nothing is, and those around it, up to the run's. */
async function removeEmpty(item: Item, directory: string, context: IngestContext): Promise<void> {
  const run = itemDirectory(ancestor(item, 'run') ?? item, context.options.layout);
  if (!directory.startsWith(`${run}/`) || (await context.output.readDirectory(directory)).length > 0) return;
  await context.output.deleteDirectory(directory);
  await removeEmpty(item, directory.slice(0, directory.lastIndexOf('/')), context);
}

/** Some file systems list a file under another case or Unicode form than it was written with. */
function comparable(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
