// Constructors of options by the kind of their value.

import { UsageError } from '../../base/errors.js';
import type { FlagOption, ListOption, PairOption, ValueOption } from './option.js';

/** Texts of an option, and what else a constructor leaves to its caller. */
type Text<Kind> = Omit<Kind, 'kind' | 'initial' | 'parse' | 'placeholder' | 'hasCommas'>;
type ValueText = Text<ValueOption<unknown>>;
type ListText = Text<ListOption<unknown>>;

/** A flag. With `initial: true` it is spelled `--no-…`. */
export function flag({ initial = false, ...text }: Text<FlagOption> & { initial?: boolean }): FlagOption {
  return { kind: 'flag', initial: () => initial, ...text };
}

/** An option with one value, by default `initial`. */
export function value<Value>(
  placeholder: string,
  initial: () => Value,
  parse: ValueOption<Value>['parse'],
  declared: ValueText,
): ValueOption<Value> {
  return { kind: 'value', placeholder, initial, parse, ...declared };
}

const none = () => undefined;

/** Any text that `check` accepts; undefined by default. */
export function text(
  placeholder: string,
  { check, ...declared }: ValueText & { check?: (text: string, name: string) => void },
): ValueOption<string | undefined> {
  const parse = (given: string, name: string) => {
    check?.(given, name);
    return given;
  };
  return value<string | undefined>(placeholder, none, parse, declared);
}

/** Any text that is not empty; undefined by default. */
export function filledText(placeholder: string, declared: ValueText): ValueOption<string | undefined> {
  return text(placeholder, { ...declared, check: refuseEmpty });
}

/** Two texts, both not empty; undefined by default. */
export function pair(
  placeholder: string,
  declared: Text<PairOption<unknown>>,
): PairOption<readonly [string, string] | undefined> {
  return {
    kind: 'pair',
    placeholder,
    initial: none,
    parse(given, name) {
      for (const each of given) refuseEmpty(each, name);
      return given;
    },
    ...declared,
  };
}

/** A choice of several words, the first by default. */
export function choice<const Choice extends string>(
  choices: readonly [Choice, ...Choice[]],
  declared: ValueText,
): ValueOption<Choice> {
  const parse = (given: string, name: string) => oneOf(given, choices, name);
  const [first] = choices;
  return value(choices.join('|'), () => first, parse, { shownDefault: first, ...declared });
}

/** A whole number of at least `least`. `initial` is a number, which the help shows, or a function. */
export function count<Initial extends number>(
  placeholder: string,
  { initial, least = 1, ...declared }: ValueText & { initial: number | (() => Initial); least?: number },
): ValueOption<number> {
  const parse = (given: string, name: string) => {
    const number = wholeNumber(given, 1, Number.MAX_SAFE_INTEGER, `${name} takes a whole number above 0`);
    if (number >= least) return number;
    throw new UsageError(`${name} is too low`, { expected: `at least ${least}`, found: given });
  };
  if (typeof initial === 'function') return value(placeholder, initial, parse, declared);
  return value(placeholder, () => initial, parse, { shownDefault: String(initial), ...declared });
}

/** A number of 0 or more. */
export function measure(placeholder: string, initial: number, declared: ValueText): ValueOption<number> {
  const parse = (given: string, name: string) =>
    finiteNumber(given, (number) => number >= 0, `${name} takes a number of 0 or more`);
  return value(placeholder, () => initial, parse, { shownDefault: String(initial), ...declared });
}

/** A whole number from 1 to a million; undefined by default. */
export function wholeOrNone(placeholder: string, declared: ValueText): ValueOption<number | undefined> {
  const parse = (given: string, name: string) =>
    wholeNumber(given, 1, 1_000_000, `${name} takes a whole number from 1 to 1000000`);
  return value<number | undefined>(placeholder, none, parse, declared);
}

/** A number above 0; undefined by default. */
export function positiveOrNone(placeholder: string, declared: ValueText): ValueOption<number | undefined> {
  const parse = (given: string, name: string) =>
    finiteNumber(given, (value) => value > 0, `${name} takes a number above 0`);
  return value<number | undefined>(placeholder, none, parse, declared);
}

/** Several names, separated by commas or by repeating the option. */
export function list(placeholder: string, declared: ListText): ListOption<string> {
  return listOf(placeholder, (given) => given, declared);
}

/** Several values, separated by commas or by repeating the option; `item` parses each. */
export function listOf<Item>(
  placeholder: string,
  item: (text: string, name: string) => Item | Promise<Item>,
  { initial = [], ...declared }: ListText & { initial?: readonly NoInfer<Item>[] },
): ListOption<Item> {
  return {
    kind: 'list',
    placeholder: `${placeholder},…`,
    hasCommas: true,
    initial: () => initial,
    ...(initial.length === 0 ? {} : { shownDefault: initial.join(',') }),
    parse: (texts, name) => Promise.all(splitLists(texts, name).map((given) => item(given, name))),
    ...declared,
  };
}

/** Several values, by repeating the option only: a value may contain commas. */
export function repeated(
  placeholder: string,
  { check, ...declared }: ListText & { check: (text: string, name: string) => Promise<void> },
): ListOption<string> {
  return {
    kind: 'list',
    placeholder,
    hasCommas: false,
    initial: () => [],
    async parse(texts, name) {
      for (const given of texts) await check(given, name);
      return texts;
    },
    ...declared,
  };
}

/** Parses a whole number in a range. Fails with a UsageError that begins with `expected`. */
export function wholeNumber(given: string, least: number, most: number, expected: string): number {
  const value = Number(given);
  if (/^\d+$/.test(given) && value >= least && value <= most) return value;
  throw new UsageError(`${expected}, not ${given}`);
}

/** Parses a finite number that `isValid` accepts. Fails with a UsageError that begins with `expected`. */
function finiteNumber(given: string, isValid: (value: number) => boolean, expected: string): number {
  const value = Number(given);
  if (given.trim() !== '' && Number.isFinite(value) && isValid(value)) return value;
  throw new UsageError(`${expected}, not ${given}`);
}

/** Returns the choice that equals a text. Fails with a UsageError that lists the choices. */
export function oneOf<const Choice extends string>(given: string, choices: readonly Choice[], name: string) {
  const found = choices.find((candidate) => candidate === given);
  if (found === undefined) throw new UsageError(`${name} is ${choices.join(' or ')}, not ${given}`);
  return found;
}

/** Fails with a UsageError for an empty value, which an unset variable of a script gives. */
function refuseEmpty(given: string, name: string): void {
  if (given === '') throw new UsageError(`${name} needs a value; got ""`);
}

/** Splits at commas. Fails with a UsageError for empty values: unset variables must not select everything. */
function splitLists(texts: readonly string[], name: string): string[] {
  return texts.flatMap((given) => {
    const values = given.split(',').filter((value) => value !== '');
    if (values.length === 0) throw new UsageError(`${name} needs a value; got ${JSON.stringify(given)}`);
    return values;
  });
}

export const progressOptions = {
  quiet: flag({ help: 'hide progress' }),
  verbose: flag({ help: 'show where errors come from' }),
} as const;

/** Options that limit what a command reads of a tree; `verb` says what it does. */
export function scopeOptions(verb: string, note = '`*`, `?`, `[abc]`') {
  return {
    datasets: list('ID', { name: '--dataset', help: `${verb} only these datasets` }),
    runs: list('GLOB', { name: '--run', help: `${verb} only runs whose names match`, note }),
  };
}
