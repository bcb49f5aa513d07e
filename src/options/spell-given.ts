import type { Option, OptionTable } from './option.js';
import { optionName, spellOption } from './spell-option.js';

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
