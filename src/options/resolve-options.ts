import { UsageError } from '../errors/index.js';
import type { Option, OptionTable, OptionValues, PairOption } from './option.js';

/**
 * The values of all options of a table: those given, parsed, and defaults for the others. `nameOf` is how messages call an
 * option. Fails with a UsageError for a value that an option cannot take. Values that came from here are taken again.
 */
export async function resolveOptions<Table extends OptionTable>(
  table: Table,
  given: Readonly<Record<string, unknown>>,
  nameOf: (key: string, option: Option) => string = (key) => key,
): Promise<OptionValues<Table>> {
  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries<Option>(table)) {
    values[key] = await resolve(option, given[key], nameOf(key, option));
  }
  return values as OptionValues<Table>;
}

function resolve(option: Option, given: unknown, name: string): unknown {
  if (given === undefined) return option.initial();
  if (option.kind === 'flag') return given === true;
  if (option.kind === 'value') return option.parse(String(given), name);
  if (option.kind === 'pair') return parsePair(option, given, name);
  const texts = (Array.isArray(given) ? given : [given]).map(String);
  return texts.length === 0 ? option.initial() : option.parse(texts, name);
}

function parsePair(option: PairOption<unknown>, given: unknown, name: string): unknown {
  const [first, second, ...more] = Array.isArray(given) ? given.map(String) : [String(given)];
  if (first !== undefined && second !== undefined && more.length === 0)
    return option.parse([first, second], name);
  throw new UsageError(`${name} takes ${option.placeholder.replace(' ', ' and ')}`);
}

/** What the report of an ingest names of its options, as JSON writes it. */
export function recordOptions(
  table: OptionTable,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const recorded = Object.entries<Option>(table).filter(([, option]) => option.recorded !== undefined);
  return Object.fromEntries(
    recorded.map(([key, { recorded }]) => [
      key,
      typeof recorded === 'function' ? recorded(values[key] as never) : values[key],
    ]),
  );
}
