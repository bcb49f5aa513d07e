import { ConfigError } from '../../base/errors.js';
import type { Float } from '../../base/float.js';
import { isJsonObject, type JsonValue, toPlain } from '../../base/json-value.js';
import { type EntityType, identityOf } from '../../tree/entities/entity-type.js';
import type { DestinationFilter, LiteralValue } from '../config/config.js';
import { expandTemplate, locationFacts } from '../config/template.js';
import { publishedItems } from '../identifiers.js';
import { ancestor, type Item, itemDirectory } from '../item.js';
import type { SourceContext } from '../source-context.js';
import { collect, type Found, type SourceSearch } from './found.js';

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
      .filter(
        ({ metadata }) =>
          isJsonObject(metadata ?? undefined) && filters.every((filter) => passes(metadata, filter)),
      )
      .flatMap(({ metadataPath: path }) =>
        path === null ? [] : [{ name: path, origin: 'output' as const, key: path }],
      ),
  );
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
