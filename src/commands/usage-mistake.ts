import { didYouMean } from './did-you-mean.js';
import { wordsAfterOption } from './words-after-option.js';

/** What is asked of clipanion's definition of a command. */
export interface CommandNames {
  /** The program's name and the command's words. */
  readonly path: string;
  /** The command and what it takes: `cryoet ingest <CONFIG> <INPUT> <OUTPUT>`. */
  readonly usage: string;
  /** Each as the help has it: `-v,--verbose`, `--import #0`. */
  readonly options: readonly { readonly definition: string }[];
}

/**
 * One line on arguments that no command takes, and a hint. `reason` is clipanion's, of which the first line is of use: the
 * others repeat every option of every command.
 */
export function describeMistake(
  args: readonly string[],
  commands: readonly CommandNames[],
  reason: string,
): string {
  const command = commands
    .filter(({ path }) => isPrefix(wordsOf(path), args))
    .sort((a, b) => wordsOf(b.path).length - wordsOf(a.path).length)[0];
  const [first = '', ...others] = args;
  if (command === undefined) {
    const names = [...new Set(commands.map(({ path }) => wordsOf(path)[0] ?? ''))];
    const unknown = first.startsWith('-') ? `no option ${first}` : `no command ${first}`;
    return usageError(`${unknown}${didYouMean(first, names)}`, 'cryoet');
  }
  const option = /^Unsupported option name \("(.+)"\)/.exec(reason)?.[1];
  if (option !== undefined) {
    const names = command.options.flatMap(({ definition }) => definition.replace(/ .*/, '').split(','));
    return usageError(`no option ${option}${didYouMean(option, names)}`, command.path);
  }
  const [line = ''] = reason.split('\n');
  const isTooMuch = line.startsWith('Command not found') || line.startsWith('Extraneous positional');
  const taken = isTooMuch ? wordsAfterOption(args.slice(wordsOf(command.path).length), command) : null;
  if (taken !== null) {
    const { option, values, isList } = taken;
    const [value = '', ...left] = values;
    const rightly = isList
      ? `${option} ${values.join(',')}`
      : values.map((each) => `${option} ${each}`).join(' ');
    return usageError(
      `${option} takes ${value} and not ${left.join(' ')} too`,
      command.path,
      `several are given as ${rightly}`,
    );
  }
  const said = line.startsWith('Command not found') ? `cannot take ${others.join(' ')}` : sentence(line);
  return usageError(said, command.path);
}

/** An error of usage as all commands show it: one line, and where to read what is right. */
export function usageError(
  message: string,
  command: string,
  hint = `${command} --help tells what there is`,
): string {
  return `error: ${message}\n  hint: ${hint}\n`;
}

function wordsOf(path: string): string[] {
  return path.split(' ').slice(1);
}

function isPrefix(words: readonly string[], args: readonly string[]): boolean {
  return words.length > 0 && words.every((word, index) => args[index] === word);
}

function sentence(line: string): string {
  return line.charAt(0).toLowerCase() + line.slice(1).replace(/\.$/, '');
}
