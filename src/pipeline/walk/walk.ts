import pLimit from 'p-limit';
import { IngestError } from '../../errors/index.js';
import { describeSearch } from '../../sources/describe-search.js';
import type { EntityType } from '../../sources/entity-type.js';
import { ancestor, createItem, describeItem, type Item } from '../../sources/item.js';
import { itemDirectory } from '../../sources/item-paths.js';
import { matchesFromStart } from '../../sources/matches-from-start.js';
import type { IngestContext } from '../context.js';
import type { Entity } from '../importer.js';
import { entities } from '../importers/index.js';
import { removeLeftovers } from '../publish/remove-leftovers.js';
import { type ItemJournal, openJournal } from './item-log.js';
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
  const journal = openJournal(item, context);
  const place: { directory: string | null } = { directory: null };
  // A name that cannot be a directory fails here, before every child of the item fails for it.
  await journal.attempt(async () => {
    place.directory = itemDirectory(item, context.options.layout);
    if (place.directory !== null) await removeLeftovers(item, place.directory, journal, context);
  });
  if (!journal.isOver) await visitPlaced(entity, item, journal, context);
  if (item.type === 'run') endRun(item, place.directory, context);
  journal.close();
}

/** Lets go of all that only the run needed, so that memory does not grow with the number of runs. */
function endRun(run: Item, directory: string | null, context: IngestContext): void {
  if (directory !== null) context.claims.release(`${directory}/`);
  context.forget(run);
  context.inputListings.nextRound();
}

async function visitPlaced(
  entity: Entity,
  item: Item,
  journal: ItemJournal,
  context: IngestContext,
): Promise<void> {
  if (context.options.dryRun) await journal.attempt(() => planItem(entity, item, journal, context));
  else await journal.attempt(() => importItem(entity, item, journal, context));
  for (const child of entity.children) {
    if (!(journal.isOver && entities.get(child)?.needsParent)) await visitChildren(child, item, context);
  }
  if (!context.options.dryRun && !journal.isOver) {
    await journal.attempt(() => writeItemMetadata(entity, item, journal, context));
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
    context.emit({
      kind: 'warning',
      item: parent === null ? null : openJournal(parent, context).label,
      message: `nothing to do: none of ${items.length} ${entity.type}s passes --filter and --exclude`,
    });
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
  context.emit({
    kind: 'warning',
    item: search.parent === null ? null : openJournal(search.parent, context).label,
    message: `no ${entity.type} found: nothing matches ${searched.join(', ')}`,
  });
}

function failSearch(search: Item, error: unknown, context: IngestContext): void {
  const journal: ItemJournal = openJournal(search, context);
  journal.fail(error);
  journal.close();
}

function isSelected(type: EntityType, name: string, { options }: IngestContext): boolean {
  if (options.excludes.get(type)?.some((regex) => matchesFromStart(regex, name))) return false;
  const wanted = options.filters.get(type);
  return wanted === undefined || wanted.some((regex) => matchesFromStart(regex, name));
}
