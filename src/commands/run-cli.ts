// Runs a command line. Clipanion parses it; mistakes are explained here from the tables of the commands, since
// clipanion's messages name neither the option that was meant nor the argument that is missing.

import { type BaseContext, Cli, type Command } from 'clipanion';
import { commands, createCli } from './cli.js';
import { argumentName, type CliContext, type TableCommandClass, writeUsageError } from './command.js';
import { didYouMean, type Option, optionName, optionNames } from './options/option.js';
import { showsColors } from './process-setup.js';

// For the build, which can load this bundle only.
export { helpTexts } from './cli.js';

/** Runs a command line in this process and returns the exit status; 2 for arguments that no command accepts. */
export async function runCli(args: readonly string[], context: Partial<BaseContext> = {}): Promise<number> {
  const streams = { ...Cli.defaultContext, ...context, commands, typed: args };
  const help = helpAsked(args) ?? (args[0] === 'help' ? args : null);
  const asked = joinNegativeNumbers(help ?? args);
  const cli = createCli(showsColors(streams.stdout), help === null ? asked : null);
  let command: Command<CliContext>;
  try {
    command = cli.process(asked, streams);
  } catch {
    // The tables of the commands explain a mistake better than clipanion's own messages.
    const { message, command, hint } = explainMistake(args);
    writeUsageError(streams.stderr, message, command, hint);
    return 2;
  }
  return cli.run(command, streams);
}

const flags = ['--help', '-h'];

/** Returns the arguments that show a command's help, if `--help` is anywhere before `--`; else null. */
function helpAsked(args: readonly string[]): readonly string[] | null {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  if (!options.some((arg) => flags.includes(arg))) return null;
  const command = commandOf(options.filter((arg) => !flags.includes(arg)));
  return command === null ? null : [...command.tokens, '--help'];
}

/** Returns the longest command that arguments begin with, and its words; null if there is none. */
function commandOf(args: readonly string[]) {
  const [first = null] = commands
    .map((command) => ({ command, tokens: command.paths[0] }))
    .filter(({ tokens }) => tokens.every((word, index) => args[index] === word))
    .sort((a, b) => b.tokens.length - a.tokens.length);
  return first;
}

/** Joins a negative number to the option before it (`--tolerance=-1`), so that it is not taken for an option. */
export function joinNegativeNumbers(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [index, arg] of args.entries()) {
    const before = joined.at(-1);
    const isBehindOption =
      before !== undefined && /^--[^=]+$/.test(before) && !args.slice(0, index).includes('--');
    if (isBehindOption && isNegativeNumber(arg)) joined[joined.length - 1] = `${before}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** True if an argument that begins with a hyphen is a number. */
function isNegativeNumber(arg: string): boolean {
  return /^-\.?\d/.test(arg);
}

/** The fault of arguments, and the command that they are for. */
interface Mistake {
  readonly message: string;
  /** The program and the words of the command. */
  readonly command: string;
  /** The right usage, if it is known. */
  readonly hint?: string;
}

/** A list option on the command line, with its value and the words after it. */
interface GivenList {
  readonly name: string;
  readonly hasCommas: boolean;
  readonly tokens: string[];
}

/** Explains from the tables of the commands why no command accepts the arguments. */
function explainMistake(args: readonly string[]): Mistake {
  const found = commandOf(args);
  if (found === null) {
    const [first = ''] = args;
    const names = [...new Set(commands.map(({ paths: [[first = '']] }) => first))];
    const unknown = first.startsWith('-') ? `unknown option ${first}` : `unknown command ${first}`;
    return { message: `${unknown}${didYouMean(first, names)}`, command: 'cryoet' };
  }
  const { command, tokens } = found;
  const mistake = findMistake(args.slice(tokens.length), command);
  return {
    command: ['cryoet', ...tokens].join(' '),
    ...mistake,
    message: `${mistake.message}${suggestSubcommand(args, tokens)}`,
  };
}

/** Returns `; did you mean validate config?` if a word resembles the next one of a longer command. */
function suggestSubcommand(args: readonly string[], tokens: readonly string[]): string {
  const given = args[tokens.length];
  if (given === undefined || isOptionLike(given)) return '';
  const longer = commands
    .map(({ paths: [words] }) => words)
    .filter((each) => each.length > tokens.length && tokens.every((word, index) => each[index] === word));
  const names = longer.map((each) => each.slice(0, tokens.length + 1).join(' '));
  return didYouMean([...tokens, given].join(' '), names, Math.min(3, given.length / 2));
}

function findMistake(args: readonly string[], command: TableCommandClass): Omit<Mistake, 'command'> {
  const options = new Map<string, Option>(
    Object.entries(command.optionTable).map(([key, option]) => [optionName(key, option), option]),
  );
  const declared = Object.values(command.argumentTable);
  const room = declared.some((argument) => argument.endsWith(' ...'))
    ? Number.POSITIVE_INFINITY
    : declared.length;
  const positional: string[] = [];
  const lists: GivenList[] = [];
  let open: GivenList | null = null;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--') {
      positional.push(...args.slice(index + 1));
      break;
    }
    if (!isOptionLike(arg)) {
      if (open === null) positional.push(arg);
      else open.tokens.push(arg);
      continue;
    }
    open = null;
    const [name = '', ...bound] = arg.split('=');
    const option = options.get(name) ?? options.get(name.replace(/^--no-/, '--'));
    if (option === undefined)
      return { message: `unknown option ${name}${didYouMean(name, optionNames(command.optionTable))}` };
    if (option.kind === 'flag') {
      if (bound.length > 0) return { message: `${name} takes no value` };
      continue;
    }
    const value = bound.length > 0 ? bound.join('=') : args[++index];
    if (value === undefined || (bound.length === 0 && isOptionLike(value)))
      return { message: `${name} needs a value` };
    if (option.kind === 'pair') {
      const second = args[++index];
      if (bound.length > 0 || second === undefined || isOptionLike(second))
        return { message: `${name} takes ${option.placeholder.replace(' ', ' and ')}` };
    }
    if (option.kind === 'list') {
      open = { name, hasCommas: option.hasCommas, tokens: [value] };
      lists.push(open);
    }
  }
  // Words after a list's value are arguments of the command, unless it has as many as it takes.
  const left = lists.flatMap(({ tokens }) => tokens.slice(1));
  if (positional.length === room && left.length > 0) return tooManyTokens(lists);
  const all = positional.length + left.length;
  if (all > room) return { message: `unexpected argument ${[...positional, ...left][room]}` };
  const missing = declared.slice(all).filter((argument) => argument.startsWith('<'));
  if (missing.length === 0) return { message: `cannot take ${args.join(' ')}` };
  const names = missing.map(argumentName).join(' and ');
  return { message: `${names} ${missing.length === 1 ? 'is' : 'are'} missing` };
}

/** Explains values of a list that are separated by spaces. */
function tooManyTokens(lists: readonly GivenList[]): Omit<Mistake, 'command'> {
  const { name, hasCommas, tokens } = lists.find((list) => list.tokens.length > 1) as GivenList;
  const [value, ...left] = tokens;
  const right = hasCommas ? `${name} ${tokens.join(',')}` : tokens.map((word) => `${name} ${word}`).join(' ');
  return {
    message: `${name} takes ${value} and not ${left.join(' ')} too`,
    hint: `several are given as ${right}`,
  };
}

function isOptionLike(arg: string): boolean {
  return arg.startsWith('-') && arg !== '-' && !isNegativeNumber(arg);
}
