import { type ConfigSource, expandTemplate, type LiteralValue } from '../../config/index.js';
import { ConfigError } from '../../errors/index.js';
import { Float } from '../../json/index.js';
import { ancestor, type Item } from '../item.js';
import type { SourceContext } from '../source-context.js';
import { collect, type Found } from './found.js';

/** `literal`: the names (or for key photos the images) that the config itself lists. */
export function findLiterals(
  value: LiteralValue,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): Found[] {
  if (!Array.isArray(value)) {
    return Object.entries(value).map(([name, image]) => ({
      name,
      origin: 'literal' as const,
      key: null,
      literal: image === null ? null : String(image),
    }));
  }
  return collect(
    value.map((item: string | number | Float) => ({
      name: literalName(item, source, parent, context),
      origin: 'literal' as const,
      key: null,
    })),
  );
}

/** A text with a template takes its value from the run's row of the data map. */
function literalName(
  item: string | number | Float,
  source: ConfigSource,
  parent: Item | null,
  context: SourceContext,
): string {
  if (typeof item !== 'string' || !item.includes('{'))
    return item instanceof Float ? item.toString() : String(item);
  const { file, line, keyPath } = source.location;
  const run = parent === null ? null : ancestor(parent, 'run');
  const row = run === null ? undefined : context.maps.rows?.get(run.name);
  if (row === undefined) {
    throw new ConfigError('no row of the run data map for a templated value', {
      path: file,
      line,
      keyPath,
      expected: `a row for run ${run?.name ?? '(none)'} in ${context.config.standardization.runDataMapFile ?? 'run_data_map_file'}`,
      found: item,
    });
  }
  const template = item.replace(/^ *(float|int) +(?=\{)/, '').trim();
  return expandTemplate(template, row.columns, { file, line, keyPath, run: row.runName }).trim();
}
