import type { JsonObject } from '../base/json-value.js';
import { entities, type SectionName } from '../tree/entities/entity-type.js';
import type { TemplateValue, TemplateVariables } from './config/template.js';
import { builtInVariables, expandMetadata, parsePythonInteger } from './config/template.js';
import { ancestor, type Item, itemDirectory } from './item.js';
import type { SourceContext } from './source-context.js';

/**
 * Returns the metadata of an item in the configuration. Templates of types with `columns: 'filled-in'` (tomograms,
 * tilt series, frames) are filled in from the run's row of the run data map and from built-in variables. Fails with a
 * ConfigError where the run has no row and a value needs one.
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

/**
 * Returns the variables that a template below `item` may use: built-in variables of the item and its parents, columns
 * of the run's row, and mapped names. Where names collide, built-ins of dataset and deposition and `run_output_path`
 * win over mapped names, those over columns, and columns over the other built-ins. `write` spells names and paths of
 * items, so that a caller can escape wildcards in them; cells of tables may be globs.
 */
export function templateVariables(
  item: Item | null,
  context: SourceContext,
  write: (text: string) => string = (text) => text,
): TemplateVariables {
  const { maps } = context;
  const builtIns = Object.entries(collectBuiltIns(item, context)).map(
    ([name, value]) => [name, typeof value === 'string' ? write(value) : value] as const,
  );
  const run = item === null ? null : ancestor(item, 'run');
  // `run_name` is a built-in variable.
  const ofRun: (readonly [string, TemplateValue])[] =
    run === null
      ? []
      : [
          ...[...(maps.rows?.get(run.name)?.columns ?? [])].filter(([name]) => name !== 'run_name'),
          ['mapped_tomo_name', maps.tomograms?.get(run.name) ?? null],
          ['mapped_frame_name', maps.frames?.get(run.name) ?? null],
          ['mapped_ts_name', maps.tiltSeries?.get(run.name) ?? null],
        ];
  return new Map<string, TemplateValue>([
    ...builtIns,
    ...ofRun,
    ...builtIns.filter(([name]) => /^(?:(?:int_)?(?:dataset|deposition)_|run_output_path$)/.test(name)),
  ]);
}

function collectBuiltIns(item: Item | null, context: SourceContext): Record<string, TemplateValue> {
  const values: Record<string, TemplateValue> = { output_path: '' };
  for (let at = item; at !== null; at = at.parent) {
    const { type, name } = at;
    values[`${type}_name`] = name;
    values[`${type}_path`] = at.files[0] ?? null;
    if (at.id !== null) values[`${type}_id`] = at.id;
    const integer = parsePythonInteger(name);
    if (integer !== null) values[`int_${type}_name`] = integer;
    const directory = itemDirectory(at, context.options.layout);
    if (directory !== null) values[`${type}_output_path`] = directory;
  }
  return values;
}
