import { expandMetadata } from '../config/index.js';
import { entities } from '../entities/index.js';
import type { JsonObject } from '../json/index.js';
import { ancestor, type Item } from './item.js';
import type { SourceContext } from './source-context.js';

/**
 * What the config says about an item. Templates are filled in for tomograms, tilt series and frames, from the
 * run's row in the data map; fails with a ConfigError where the run has none and the value needs one.
 */
export function configuredMetadata(item: Item, context: SourceContext): JsonObject {
  const metadata = item.entry?.metadata ?? {};
  if (item.entry === null || entities[item.type].section.columns !== 'filled-in') return metadata;
  const run = ancestor(item, 'run');
  const row = run === null ? null : (context.maps.rows?.get(run.name) ?? null);
  return expandMetadata(metadata, row, {
    file: item.entry.location.file,
    line: item.entry.location.line,
    keyPath: item.entry.location.keyPath,
    ...(run === null ? {} : { run: run.name }),
  });
}
