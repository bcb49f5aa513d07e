import type { EntityType } from '../entities/index.js';
import type { Item } from '../sources/item.js';
import type { IngestContext } from './context.js';

/** Whether `--filter` and `--exclude` let the items of a name be visited. */
export function isSelected(
  type: EntityType,
  name: string,
  { options }: Pick<IngestContext, 'options'>,
): boolean {
  if (options.excludes.get(type)?.some((pattern) => pattern.test(name))) return false;
  const wanted = options.filters.get(type);
  return wanted === undefined || wanted.some((pattern) => pattern.test(name));
}

/** Whether this ingest imports the data of an item, so that they are only absent from the output where that failed. */
export function isImported({ type, name, origin }: Item, context: Pick<IngestContext, 'options'>): boolean {
  return origin !== 'output' && context.options.importTypes.has(type) && isSelected(type, name, context);
}
