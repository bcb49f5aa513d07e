import { closest, distance } from 'fastest-levenshtein';
import { UsageError } from '../../base/errors.js';

/** What every option of a command is declared with. */
interface Declared {
  /** Name on the command line where it is not `--` and the key in kebab case. */
  readonly name?: string;
  /** What the option does, verb first, in one line without its default. */
  readonly help: string;
  /** What the documentation says besides, as Markdown. */
  readonly note?: string;
  /** How the default is shown; absent where nothing is to be said. */
  readonly shownDefault?: string;
  /** What the capital word of its placeholder stands for, where that is one of some words. */
  readonly values?: readonly string[];
  /** Whether the report of an ingest names its value; a function where it is written in another form. */
  readonly recorded?: boolean | ((value: never) => unknown);
}

/** An option without a value. One that is true by default is spelled `--no-…`. */
export interface FlagOption extends Declared {
  readonly kind: 'flag';
  readonly initial: () => boolean;
}

/** An option with one value; the last one given counts. */
export interface ValueOption<Value> extends Declared {
  readonly kind: 'value';
  /** What stands for the value in help: `FILE`, `mean|zero`. */
  readonly placeholder: string;
  readonly initial: () => Value;
  /** Fails with a UsageError that names the option. */
  parse(text: string, name: string): Value | Promise<Value>;
}

/** An option that takes several values. */
export interface ListOption<Item> extends Declared {
  readonly kind: 'list';
  readonly placeholder: string;
  /** True where values may be given with commas between them; else the option is repeated. */
  readonly hasCommas: boolean;
  readonly initial: () => readonly Item[];
  parse(texts: readonly string[], name: string): readonly Item[] | Promise<readonly Item[]>;
}

/** An option with two values; the last two given count. */
export interface PairOption<Value> extends Declared {
  readonly kind: 'pair';
  /** What stands for the values in help: `CONFIG INPUT`. */
  readonly placeholder: string;
  readonly initial: () => Value;
  parse(texts: readonly [string, string], name: string): Value | Promise<Value>;
}

export type Option = FlagOption | ValueOption<unknown> | PairOption<unknown> | ListOption<unknown>;

/** Options by their keys, in the order of the help. */
export type OptionTable = Readonly<Record<string, Option>>;

/** What the options of a table give: booleans, values and lists by key. */
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

/** The tokens of a command line that give these values; values that are defaults anyway are left out. */
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

/** The name by which clipanion knows an option: `--ignore-field`, and `--mrc` of `--no-mrc`. */
export function optionName(key: string, { name }: Option): string {
  return name ?? `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** An option as help and documentation spell it: `--no-mrc`, `--import TYPE,…`. */
export function spellOption(key: string, option: Option): string {
  const name = optionName(key, option);
  if (option.kind === 'flag') return option.initial() ? name.replace('--', '--no-') : name;
  return `${name} ${option.placeholder}`;
}

/** What an option does, with its default in brackets. */
export function explainOption({ help, shownDefault }: Option): string {
  return shownDefault === undefined ? help : `${help} [default: ${shownDefault}]`;
}

/** Sentences that list what words in capitals stand for: `TOPIC is one of spacing, counts …`. */
export function explainPlaceholders(table: OptionTable): string[] {
  const sentences = Object.values(table).flatMap((option) =>
    option.kind === 'flag' || option.values === undefined
      ? []
      : [`${/^[A-Z]+/.exec(option.placeholder)?.[0]} is one of ${option.values.join(', ')}.`],
  );
  return [...new Set(sentences)];
}

/** Every name that the options of a table can be given by, for suggestions. */
export function optionNames(table: OptionTable): string[] {
  return Object.entries(table).flatMap(([key, option]) => {
    const spelled = spellOption(key, option).replace(/ .*/, '');
    return [...new Set([spelled, optionName(key, option)])];
  });
}

/**
 * `; did you mean X?` of the name nearest to the one given, or `''` where more than `mostMistakes` letters
 * differ, or more than half of them.
 */
export function didYouMean(given: string, names: readonly string[], mostMistakes = 3): string {
  if (names.length === 0) return '';
  const near = closest(given, names);
  return distance(given, near) <= Math.min(mostMistakes, given.length / 2) ? `; did you mean ${near}?` : '';
}
