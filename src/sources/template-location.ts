import type { ConfigSource, TemplateLocation } from '../config/index.js';
import { ancestor, type Item } from './item.js';
import type { SourceContext } from './source-context.js';

/** The place of a source's template that is expanded below `item`, for messages; they tell when the run has no row of columns. */
export function templateLocation(
  { location: { file, line, keyPath } }: ConfigSource,
  item: Item | null,
  { config, maps }: SourceContext,
): TemplateLocation {
  const run = item === null ? null : ancestor(item, 'run');
  if (run === null) return { file, line, keyPath };
  const { runDataMapFile } = config.standardization;
  const hasColumns = runDataMapFile === null || maps.rows?.has(run.name) === true;
  return {
    file,
    line,
    keyPath,
    run: run.name,
    ...(hasColumns ? {} : { hint: `run ${run.name} has no row in ${runDataMapFile}, so no column is known` }),
  };
}
