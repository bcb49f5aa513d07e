import pLimit from 'p-limit';
import type { EntityType } from '../../entities/index.js';
import { IngestError } from '../../errors/index.js';
import { describeSearch } from '../../sources/describe-search.js';
import { ancestor, createItem, describeItem, type Item } from '../../sources/item.js';
import { itemDirectory } from '../../sources/item-paths.js';
import { matchesFromStart } from '../../sources/matches-from-start.js';
import type { IngestContext } from '../context.js';
import type { Entity } from '../importer.js';
import { entities } from '../importers/index.js';
import { removeLeftovers } from '../publish/remove-leftovers.js';
import { type ItemLog, openItemLog } from './item-log.js';
import { planItem } from './plan-item.js';
import { importItem, writeItemMetadata } from './process-item.js';

/**
 * Visits the whole deposition depth first: an item's data, then its children, then its metadata, so that a
 * metadata file is the last thing written for its item. A failed item never stops the others, unless asked to.
 */
export async function walk(context: IngestContext): Promise<void> {
  await visitChildren('deposition', null, context);
}

async function visitChildren(type: EntityType, parent: Item | null, context: IngestContext): Promise<void> {
  const entity = entities.get(type);
  if (entity === undefined || context.signal.aborted) return;
  const items = await findOrReport(entity, parent, context);
  if (type === 'dataset') context.emit({ kind: 'datasets-found', datasets: items.map(({ name }) => name) });
  await prepare(entity, items, parent, context);
  if (type !== 'run') {
    for (const item of items) {
      for (const child of entity.earlyChildren ?? []) await visitChildren(child, item, context);
    }
    for (const item of items) await visit(entity, item, context);
    return;
  }
  const dataset = (parent === null ? null : ancestor(parent, 'dataset'))?.name ?? '';
  context.emit({ kind: 'runs-found', dataset, runs: items.map(({ name }) => name) });
  const limit = pLimit(context.options.concurrency);
  await Promise.all(items.map((item) => limit(() => visitRun(entity, item, dataset, context))));
}

/** What an entity has to do below a parent before its items; a failure is reported, the items are tried all the same. */
async function prepare(
  entity: Entity,
  items: readonly Item[],
  parent: Item | null,
  context: IngestContext,
): Promise<void> {
  const [first] = items;
  if (entity.prepare === undefined || first === undefined || parent === null) return;
  if (context.options.dryRun || !context.options.importTypes.has(entity.type)) return;
  try {
    await entity.prepare(parent, context);
  } catch (error) {
    failSearch(searchItem(entity, parent), error, context);
  }
}

async function visitRun(entity: Entity, item: Item, dataset: string, context: IngestContext): Promise<void> {
  if (context.signal.aborted) return;
  context.emit({ kind: 'run-started', dataset, run: item.name });
  await visit(entity, item, context);
  if (!context.signal.aborted) context.emit({ kind: 'run-finished', dataset, run: item.name });
}

async function visit(entity: Entity, item: Item, context: IngestContext): Promise<void> {
  if (context.signal.aborted) return;
  const log = openItemLog(item, context);
  const place: { directory: string | null } = { directory: null };
  // A name that cannot be a directory fails here, before every child of the item fails for it.
  await log.attempt(async () => {
    place.directory = itemDirectory(item, context.options.layout);
    if (place.directory !== null) await removeLeftovers(item, place.directory, log, context);
  });
  if (!log.isOver) await visitPlaced(entity, item, log, context);
  if (item.type === 'run') endRun(item, place.directory, context);
  log.close();
}

/** Lets go of all that only the run needed, so that memory does not grow with the number of runs. */
function endRun(run: Item, directory: string | null, context: IngestContext): void {
  if (directory !== null) context.claims.release(`${directory}/`);
  context.forget(run);
  context.inputListings.nextRound();
}

async function visitPlaced(entity: Entity, item: Item, log: ItemLog, context: IngestContext): Promise<void> {
  if (context.options.dryRun) await log.attempt(() => planItem(entity, item, log, context));
  else await log.attempt(() => importItem(entity, item, log, context));
  for (const child of entity.children) {
    if (!(log.isOver && entities.get(child)?.needsParent)) await visitChildren(child, item, context);
  }
  if (!context.options.dryRun && !log.isOver) {
    await log.attempt(() => writeItemMetadata(entity, item, log, context));
  }
}

/** The items of a type that the command-line filters let through; a failed search is an item that failed. */
async function findOrReport(entity: Entity, parent: Item | null, context: IngestContext): Promise<Item[]> {
  let items: readonly Item[] = [];
  const search = searchItem(entity, parent);
  try {
    items = await context.find(entity.type, parent);
    if (items.length === 0) reportNothingFound(entity, search, context);
  } catch (error) {
    failSearch(search, error, context);
  }
  const selected = items.filter(({ name }) => isSelected(entity.type, name, context));
  if (selected.length === 0 && items.length > 0 && outermost.has(entity.type)) {
    context.warn(
      `nothing to do: none of ${items.length} ${entity.type}s passes --filter and --exclude`,
      parent,
    );
  }
  return selected;
}

/** What a deposition cannot do without. */
const outermost: ReadonlySet<EntityType> = new Set(['deposition', 'dataset', 'run']);

/** Stands for the search for items in messages. */
function searchItem(entity: Entity, parent: Item | null): Item {
  return createItem(entity.type, '(search)', parent);
}

function reportNothingFound(entity: Entity, search: Item, context: IngestContext): void {
  const searched = describeSearch(entity, search.parent, context);
  if (searched.length === 0) return;
  if (outermost.has(entity.type)) {
    throw new IngestError(`no ${entity.type} found`, {
      ...(search.parent === null ? {} : { entity: describeItem(search.parent) }),
      expected: `something that matches ${searched.join(' or ')}`,
      found: 'nothing',
    });
  }
  context.warn(`no ${entity.type} found: nothing matches ${searched.join(', ')}`, search.parent);
}

function failSearch(search: Item, error: unknown, context: IngestContext): void {
  const log: ItemLog = openItemLog(search, context);
  log.fail(error);
  log.close();
}

function isSelected(type: EntityType, name: string, { options }: IngestContext): boolean {
  if (options.excludes.get(type)?.some((regex) => matchesFromStart(regex, name))) return false;
  const wanted = options.filters.get(type);
  return wanted === undefined || wanted.some((regex) => matchesFromStart(regex, name));
}
