import type { DestinationFilter } from '../../config/index.js';
import { type EntityType, identityOf } from '../../entities/index.js';
import { isJsonObject, type JsonObject, type JsonValue, toPlain } from '../../json/index.js';
import type { PublishedItem } from '../../tree/index.js';
import { ancestor, type Item } from '../item.js';
import { itemDirectory } from '../item-paths.js';
import { publishedItems } from '../published-items.js';
import type { SourceContext } from '../source-context.js';
import { collect, type Found } from './found.js';

/** `destination_filter`: items that the output already holds and whose metadata pass every filter. */
export async function findByDestinationFilter(
  filters: readonly DestinationFilter[],
  type: EntityType,
  parent: Item | null,
  context: SourceContext,
): Promise<Found[]> {
  const container = identityOf(type)?.container;
  const within = parent === null || container === undefined ? null : ancestor(parent, container);
  if (parent === null || within === null) return [];
  const inside = itemDirectory(parent, context.options.layout) ?? '';
  const published = await publishedItems(type, within, context);
  return collect(
    published
      .filter(({ directory }) => directory.startsWith(`${inside}/`))
      .filter(({ metadata }) => isReadable(metadata) && filters.every((filter) => passes(metadata, filter)))
      .flatMap(({ metadataPath: path }) =>
        path === null ? [] : [{ name: path, origin: 'output' as const, key: path }],
      ),
  );
}

function isReadable(metadata: PublishedItem['metadata']): metadata is JsonObject {
  return metadata !== null && metadata !== 'unreadable';
}

function passes(metadata: JsonValue, { key, value }: DestinationFilter): boolean {
  const found = walk(metadata, key);
  const matches = (item: JsonValue | undefined) =>
    item !== undefined && JSON.stringify(toPlain(item)) === JSON.stringify(toPlain(value));
  return Array.isArray(found) ? found.some(matches) : matches(found);
}

/** Follows a key path; on a list, takes the key from each of its objects. */
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
