import { builtInVariables, expandMetadata } from '../config/index.js';
import { entities, type SectionName } from '../entities/index.js';
import type { JsonObject } from '../json/index.js';
import { ancestor, type Item } from './item.js';
import type { SourceContext } from './source-context.js';
import { templateVariables } from './template-variables.js';

/**
 * What the config says about an item. Templates are filled in for tomograms, tilt series and frames, from the run's row in
 * the data map and the built-in variables of what is above; fails with a ConfigError where the run has no row and the
 * value needs one.
 */
export function configuredMetadata(item: Item, context: SourceContext): JsonObject {
  const metadata = item.entry?.metadata ?? {};
  if (item.entry === null || entities[item.type].section.columns !== 'filled-in') return metadata;
  const run = ancestor(item, 'run');
  const row = run === null ? null : (context.maps.rows?.get(run.name) ?? null);
  const { file, line, keyPath } = item.entry.location;
  const place = { file, line, keyPath, ...(run === null ? {} : { run: run.name }) };
  const builtIns = builtInVariables(entities[item.type].section.name as SectionName);
  return expandMetadata(metadata, row, place, (name) =>
    builtIns.has(name) ? templateVariables(item.parent, context).get(name) : undefined,
  );
}
