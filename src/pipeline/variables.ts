import type { JsonValue } from '../json/index.js';
import type { IngestContext } from './context.js';
import { ancestor, type Item } from './item.js';
import { itemDirectory } from './item-paths.js';

export type TemplateLookup = (name: string) => JsonValue | undefined;

/**
 * What a template below `item` may name: the built-ins of the item and its parents, the columns of the run's
 * data map row, and the mapped names. Dataset and deposition built-ins and `run_output_path` win over the
 * mapped names, those over columns, and columns over the remaining built-ins.
 */
export function templateLookup(item: Item | null, context: IngestContext): TemplateLookup {
  const builtIns = collectBuiltIns(item, context);
  const run = item === null ? null : ancestor(item, 'run');
  const row = run === null ? undefined : context.maps.rows?.get(run.name);
  const mapped: Record<string, JsonValue> =
    run === null
      ? {}
      : {
          mapped_tomo_name: context.maps.tomograms?.get(run.name) ?? null,
          mapped_frame_name: context.maps.frames?.get(run.name) ?? null,
          mapped_ts_name: context.maps.tiltSeries?.get(run.name) ?? null,
        };
  return (name) => {
    if (winsOverColumns(name) && Object.hasOwn(builtIns, name)) return builtIns[name];
    if (Object.hasOwn(mapped, name)) return mapped[name];
    if (row?.has(name)) return row.get(name);
    return Object.hasOwn(builtIns, name) ? builtIns[name] : undefined;
  };
}

function winsOverColumns(name: string): boolean {
  return /^(int_)?(dataset|deposition)_/.test(name) || name === 'run_output_path';
}

function collectBuiltIns(item: Item | null, context: IngestContext): Record<string, JsonValue> {
  const values: Record<string, JsonValue> = { output_path: '' };
  for (let at = item; at !== null; at = at.parent) {
    const { type, name } = at;
    values[`${type}_name`] = name;
    values[`${type}_path`] = at.files[0] ?? null;
    if (at.id !== null) values[`${type}_id`] = at.id;
    const integer = pythonInteger(name);
    if (integer !== null) values[`int_${type}_name`] = integer;
    const directory = itemDirectory(at, context.options.layout);
    if (directory !== null) values[`${type}_output_path`] = directory;
  }
  return values;
}

/** The integer that Python's `int()` reads from a text, or null. */
function pythonInteger(text: string): number | null {
  const trimmed = text.trim();
  return /^[+-]?\d+(_\d+)*$/.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : null;
}
