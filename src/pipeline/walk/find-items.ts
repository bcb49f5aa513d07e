// Finds the items of the walk that this process ingests, and reports what was not found.
import { IngestError } from '../../base/errors.js';
import { nameSome } from '../../base/messages.js';
import { describeSearch } from '../../deposition/find-items.js';
import { createItem, describeItem, type Item } from '../../deposition/item.js';
import { prefixHint } from '../../deposition/run-tables.js';
import { nothingFound } from '../../deposition/source-rules/reading.js';
import { ancestorTypes, type EntityType, entities, entityTypes } from '../../tree/entities/entity-type.js';
import { type IngestContext, isSelected } from '../context.js';
import { failItem, labelOf } from './item-log.js';

/** Finds the items of a type that the command-line filters select. A failed search is reported as a failed item. */
export async function findOrReport(type: EntityType, parent: Item | null, context: IngestContext) {
  let items: readonly Item[] = [];
  const search = searchItem(type, parent);
  try {
    items = await context.find(type, parent);
    if (items.length === 0 && !isLeftEmpty(type, context)) reportNothingFound(search, context);
    const isByDefault = items.every(({ files, source }) => files.length === 0 && source === null);
    if (items.length > 0 && isByDefault && describeSearch(type, parent, context).length > 0)
      context.emit({ kind: 'made-by-default', item: labelOf(search) });
  } catch (error) {
    await failItem(search, error, context);
  }
  const selected = items.filter(({ name }) => isSelected(type, name, context));
  if (context.options.filters.has(type)) {
    const names = items.map(({ name }) => name);
    context.emit({ kind: 'filtered', type, names, isMet: selected.length > 0 });
  }
  if (selected.length === 0 && items.length > 0 && isRequired(type)) {
    context.warn(`nothing to do: none of ${items.length} ${type}s passes --filter and --exclude`, parent);
  }
  return selected;
}

function isRequired(type: EntityType): boolean {
  return entities[type].walk?.isRequired === true;
}

/** Returns an item that stands for a search in messages. */
export function searchItem(type: EntityType, parent: Item | null): Item {
  return createItem(type, '(search)', parent);
}

function reportNothingFound({ type, parent }: Item, context: IngestContext): void {
  const searched = describeSearch(type, parent, context);
  if (searched.length === 0) return;
  if (isRequired(type)) {
    const hint = prefixHint(context.config, context.input);
    throw new IngestError(`no ${type} found`, {
      ...(hint === null ? {} : { hint }),
      ...(parent === null ? {} : { entity: describeItem(parent) }),
      expected: `something that matches ${searched.join(' or ')}`,
      found: 'nothing',
    });
  }
  const message = `no ${type} found: nothing matches ${searched.join(', ')}`;
  context.warn(message, parent, nothingFound.code, type);
}

const mostNamed = 5;

/**
 * Warns about rows of the run data map for which no run was found: files are missing, or the pattern of runs does not
 * match them. Only an ingest of all runs can know.
 */
export function warnOfStrayRows(found: ReadonlySet<string>, context: IngestContext): void {
  const { config, maps, options, signal } = context;
  const isWhole = (options.share ?? 'whole') === 'whole';
  const isFiltered = [options.filters, options.excludes].some(({ size }) => size > 0);
  if (maps.rows === null || !isWhole || isFiltered || signal.aborted) return;
  const stray = [...maps.rows.keys()].filter((name) => !found.has(name));
  if (stray.length === 0) return;
  const has = `${config.standardization.runDataMapFile} has ${stray.length === 1 ? 'a row' : 'rows'} of`;
  const message = `no run found for ${nameSome(stray, mostNamed)}, which ${has}`;
  context.warn(message, null, nothingFound.code);
}

/** Types whose items are divided among processes, and the types above them. */
const shared = entityTypes.filter((type) => entities[type].walk?.concurrent === true);
const above = new Set(shared.flatMap(ancestorTypes));

/** True if only the children of items of a type are visited. */
export function isPassedThrough(type: EntityType, { options }: IngestContext): boolean {
  return options.share === 'runs' && above.has(type);
}

/** True if items of a type, directly below one that is passed through, are left to the finish. */
export function isLeftToFinish(type: EntityType, context: IngestContext): boolean {
  const { parent } = entities[type];
  const isInside = parent !== null && !isPassedThrough(parent, context);
  return context.options.share === 'runs' && !isInside && !shared.includes(type) && !above.has(type);
}

/** True if other processes ingested the items of a type, and their reports are gathered. */
export function isGathered(type: EntityType, { options }: IngestContext): boolean {
  return options.share === 'finish' && shared.includes(type);
}

/** True if finding nothing is normal: a part may have no runs of a dataset. */
function isLeftEmpty(type: EntityType, { options }: IngestContext): boolean {
  return (options.share ?? 'whole') !== 'whole' && shared.includes(type);
}
