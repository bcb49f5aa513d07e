import type { Option, OptionTable } from './option.js';

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
