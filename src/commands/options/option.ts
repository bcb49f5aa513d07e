// The table of options of a command is the only list of its options: parsing, help, completion, man pages,
// documentation and the types of the API are derived from it.

import { closest, distance } from 'fastest-levenshtein';
import { UsageError } from '../../base/errors.js';

interface Declared {
  /** Name on the command line; by default `--` and the key in kebab case. */
  readonly name?: string;
  /** Its purpose, verb first, in one line without its default. */
  readonly help: string;
  /** More for the documentation, in Markdown. */
  readonly note?: string;
  /** Text of the default in the help; absent if there is nothing to say. */
  readonly shownDefault?: string;
  /** The values of the placeholder in capitals, if it is a choice. */
  readonly values?: readonly string[];
  /** True if the report of an ingest has the value; a function if it has another form there. */
  readonly recorded?: boolean | ((value: never) => unknown);
}

/** An option without a value. If it is true by default it is spelled `--no-…`. */
export interface FlagOption extends Declared {
  readonly kind: 'flag';
  readonly initial: () => boolean;
}

/** An option with values, which are parsed from texts. */
interface ParsedOption<Kind extends string, Given, Value> extends Declared {
  readonly kind: Kind;
  /** Placeholder of what is given in the help: `FILE`, `mean|zero`, `CONFIG INPUT`. */
  readonly placeholder: string;
  readonly initial: () => Value;
  /** Parses what is given. Fails with a UsageError that names the option. */
  parse(given: Given, name: string): Value | Promise<Value>;
}

/** An option with one value; the last one on the command line counts. */
export type ValueOption<Value> = ParsedOption<'value', string, Value>;

export interface ListOption<Item> extends ParsedOption<'list', readonly string[], readonly Item[]> {
  /** True if commas separate values; otherwise the option is repeated. */
  readonly hasCommas: boolean;
}

/** An option with two values; the last two on the command line count. */
export type PairOption<Value> = ParsedOption<'pair', readonly [string, string], Value>;

export type Option = FlagOption | ValueOption<unknown> | PairOption<unknown> | ListOption<unknown>;

/** Options by key, in the order of the help. */
export type OptionTable = Readonly<Record<string, Option>>;

export type OptionValues<Table extends OptionTable> = {
  readonly [Key in keyof Table]: Table[Key] extends FlagOption
    ? boolean
    : Table[Key] extends ValueOption<infer Value> | PairOption<infer Value>
      ? Value
      : Table[Key] extends ListOption<infer Item>
        ? readonly Item[]
        : never;
};

/**
 * Values of the options of a table and of no other. A function takes what is left of larger tables as this, so that an
 * option that nothing took does not compile.
 */
export type Exactly<Table extends OptionTable, Given extends OptionValues<Table>> = Given & {
  readonly [Key in Exclude<keyof Given, keyof Table>]: never;
};

/**
 * Returns the values of all options of a table: given values, parsed, and defaults. `nameOf` names an option in
 * messages. Fails with a UsageError for an invalid value. Values that it returned are valid input again, so that the
 * API takes them.
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

/** Returns a table without some of its options. */
export function without<Table extends OptionTable, Key extends keyof Table>(
  table: Table,
  keys: readonly Key[],
): Omit<Table, Key> {
  const left = Object.entries(table).filter(([key]) => !keys.some((each) => each === key));
  return Object.fromEntries(left) as Omit<Table, Key>;
}

/** Returns the options that the report of an ingest has, as JSON values. */
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

/** Returns the command line that gives these values, without defaults. */
export function spellGiven(table: OptionTable, values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries<Option>(table).flatMap(([key, option]) => {
    const value = values[key];
    const initial = option.initial();
    if (value === undefined || JSON.stringify(value) === JSON.stringify(initial)) return [];
    if (option.kind === 'flag') return [value === true ? optionName(key, option) : spellOption(key, option)];
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.flatMap((item) => [optionName(key, option), String(item)]);
  });
}

/** Returns the name of an option for clipanion: `--ignore-field`; for `--no-mrc` it is `--mrc`. */
export function optionName(key: string, { name }: Option): string {
  return name ?? `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Spells an option for help and documentation: `--no-mrc`, `--import TYPE,…`. */
export function spellOption(key: string, option: Option): string {
  const name = optionName(key, option);
  if (option.kind === 'flag') return option.initial() ? name.replace('--', '--no-') : name;
  return `${name} ${option.placeholder}`;
}

/** Returns the help of an option with its default in brackets. */
export function explainOption({ help, shownDefault }: Option): string {
  return shownDefault === undefined ? help : `${help} [default: ${shownDefault}]`;
}

/** Returns sentences that explain placeholders: `TOPIC is one of spacing, counts …`. */
export function explainPlaceholders(table: OptionTable): string[] {
  const sentences = Object.values(table).flatMap((option) =>
    option.kind === 'flag' || option.values === undefined
      ? []
      : [`${/^[A-Z]+/.exec(option.placeholder)?.[0]} is one of ${option.values.join(', ')}.`],
  );
  return [...new Set(sentences)];
}

/** Returns every name of the options of a table, for suggestions. */
export function optionNames(table: OptionTable): string[] {
  return Object.entries(table).flatMap(([key, option]) => {
    const spelled = spellOption(key, option).replace(/ .*/, '');
    return [...new Set([spelled, optionName(key, option)])];
  });
}

/** Returns `; did you mean X?`; '' if over `mostMistakes` letters, or over half of them, differ. */
export function didYouMean(given: string, names: readonly string[], mostMistakes = 3): string {
  if (names.length === 0) return '';
  const near = closest(given, names);
  return distance(given, near) <= Math.min(mostMistakes, given.length / 2) ? `; did you mean ${near}?` : '';
}

/** Returns the parser of a name with hyphens or underscores. It fails with a UsageError that suggests one. */
export function oneOfNames<Name extends string>(names: readonly Name[], what: string, placeholder: string) {
  return (given: string, option: string): Name => {
    const wanted = given.replaceAll('-', '_');
    const found = names.find((name) => name === wanted);
    if (found !== undefined) return found;
    const spelled = names.map((name) => name.replaceAll('_', '-'));
    const hint = didYouMean(given, spelled) || `; ${placeholder} is one of ${spelled.join(', ')}`;
    throw new UsageError(`${option}: unknown ${what} ${given}${hint}`);
  };
}
