import { commandOf } from './command-of.js';
import type { TableCommandClass } from './table-command-class.js';

const flags = ['--help', '-h'];

/** The arguments that show the help of a command, where they ask for it anywhere; null where they do not. */
export function helpAsked(
  args: readonly string[],
  commands: readonly TableCommandClass[],
): readonly string[] | null {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  if (!options.some((arg) => flags.includes(arg))) return null;
  const command = commandOf(
    options.filter((arg) => !flags.includes(arg)),
    commands,
  );
  return command === null ? null : [...command.tokens, '--help'];
}
