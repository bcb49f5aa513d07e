// The program: its commands, and the help that is rendered from their tables of arguments and options.

import { Builtins, Cli, type ColorFormat, Command, type CommandClass, formatMarkdownish } from 'clipanion';
import { UsageError } from '../base/errors.js';
import { toolVersion } from '../base/version.js';
import { type CliContext, type TableCommandClass, tableCommand } from './command.js';
import { CompletionCommand } from './completion.js';
import { ConvertCommand } from './convert.js';
import { DiffCommand } from './diff.js';
import { ExportCommand } from './export.js';
import { IngestCommand } from './ingest.js';
import { InitCommand } from './init.js';
import { InspectCommand } from './inspect.js';
import { didYouMean, explainOption, explainPlaceholders, spellOption } from './options/option.js';
import { PlanCommand } from './plan.js';
import { SchemaCommand, TemplateCommand } from './schema.js';
import { StatusCommand } from './status.js';
import { SubmitCommand } from './submit.js';
import { ExplainCommand, ValidateCommand } from './validate.js';
import { ValidateConfigCommand } from './validate-config.js';
import { ValidateSourceCommand } from './validate-source.js';
import { ViewCommand } from './view.js';

const HelpCommand = tableCommand({
  path: ['help'],
  description: 'list the commands, or the options of one',
  details: 'Prints the same as COMMAND with `--help`.',
  examples: [
    ['Every command', 'cryoet help'],
    ['The options of one', 'cryoet help validate config'],
  ],
  arguments: { names: '[COMMAND] ...' },
  options: {},
  async run({ names }, context, cli) {
    const asked = names.join(' ');
    const known = context.commands.map(({ paths: [words] }) => words.join(' '));
    if (asked === '' || known.includes(asked)) return cli.run([...names, '--help']);
    throw new UsageError(`unknown command ${asked}${didYouMean(asked, known)}`, { hint: 'see cryoet help' });
  },
});

/** Returns the help of a command: description, usage, options in aligned columns, details and examples. */
export function renderCommandHelp(command: TableCommandClass, format: ColorFormat): string {
  const { description, details, examples } = command.usage;
  const options = Object.entries(command.optionTable).map(
    ([key, option]) => [spellOption(key, option), explainOption(option)] as const,
  );
  const widest = Math.max(0, ...options.map(([spelled]) => spelled.length));
  // Placeholders are explained before the exit status, which is the last paragraph.
  const [last, ...before] = details
    .trim()
    .split(/\n\s*\n/)
    .reverse();
  const paragraphs = [...before.reverse(), ...explainPlaceholders(command.optionTable), last ?? ''];
  const sections = {
    Usage: `${format.bold('$ ')}${['cryoet', ...command.paths[0], ...Object.values(command.argumentTable)].join(' ')}\n`,
    Options: options
      .map(([spelled, help]) => `  ${format.bold(spelled.padEnd(widest))}    ${help}\n`)
      .join(''),
    Details: formatMarkdownish(paragraphs.join('\n\n'), { format, paragraphs: true }),
    Examples: examples.map(([label, call]) => `${label}\n  ${format.bold('$ ')}${call}\n`).join('\n'),
  };
  const filled = Object.entries(sections).filter(([, text]) => text !== '');
  const rendered = filled.map(([title, text]) => `\n${format.header(title)}\n\n${text}`);
  return `${description.charAt(0).toUpperCase()}${description.slice(1)}\n${rendered.join('')}`;
}

const helpWidth = 80;

/** Returns the help of the program: one line a command, so that it fits a terminal of 80 × 24. */
function renderProgramHelp(
  { binaryLabel, binaryName, binaryVersion }: TableCli,
  format: ColorFormat,
): string {
  const listed = commands.map(({ paths: [words], usage }) => [words.join(' '), usage.description] as const);
  const widest = Math.max(...listed.map(([name]) => name.length));
  const lines = listed.map(([name, description]) => {
    const text = description.slice(0, helpWidth - widest - 4);
    return `  ${format.bold(name.padEnd(widest))}  ${text}\n`;
  });
  return [
    `${format.header(`${binaryLabel} - ${binaryVersion}`)}\n`,
    `  ${format.bold('$ ')}${binaryName} <command> [options]\n\n`,
    ...lines,
    `\n${binaryName} help <command> lists options and examples; --version prints the version.\n`,
  ].join('');
}

/** In the order of the help: first the order in which they are used, then commands that look things up. */
const tableCommands = [
  InitCommand,
  InspectCommand,
  TemplateCommand,
  ValidateConfigCommand,
  ValidateSourceCommand,
  IngestCommand,
  ValidateCommand,
  ViewCommand,
  DiffCommand,
  ConvertCommand,
  ExportCommand,
  PlanCommand,
  SubmitCommand,
  StatusCommand,
  ExplainCommand,
  SchemaCommand,
  CompletionCommand,
  HelpCommand,
];

/** The commands of the program, for help, completion and usage errors. */
export const commands: readonly TableCommandClass[] = tableCommands;

/**
 * Creates the program: with all commands, or with those that a command line can mean, and the options that it names.
 * To register all takes a while.
 */
export function createCli(enableColors: boolean, args: readonly string[] | null = null): Cli<CliContext> {
  const cli = new TableCli({
    binaryLabel: 'cryoet-ingest',
    binaryName: 'cryoet',
    binaryVersion: toolVersion,
    enableColors,
  });
  const registered =
    args === null
      ? tableCommands
      : tableCommands
          .filter(({ paths: [[first]] }) => first === args[0])
          .map((command) => withOptionsOf(command, args));
  for (const command of [...registered, Builtins.HelpCommand, Builtins.VersionCommand]) cli.register(command);
  return cli;
}

function withOptionsOf(command: (typeof tableCommands)[number], args: readonly string[]) {
  const typed = new Set(args.flatMap((arg) => [arg.replace(/=.*/s, ''), arg.replace(/^--no-/, '--')]));
  return class extends command {
    constructor() {
      super();
      for (const field of Object.keys(this))
        if (field.startsWith('--') && !typed.has(field)) Reflect.deleteProperty(this, field);
    }
  };
}

/** Help texts by the words of the command; that of the program has none. */
export function helpTexts(enableColors: boolean): Readonly<Record<string, string>> {
  const cli = createCli(enableColors);
  const named = tableCommands.map((command) => [command.paths[0].join(' '), cli.usage(command)] as const);
  return Object.fromEntries([['', cli.usage(null)], ...named]);
}

/** The program with help that is rendered from the option tables. */
class TableCli extends Cli<CliContext> {
  override usage(command?: CommandClass<CliContext> | Command<CliContext> | null): string {
    const asked = command instanceof Command ? command.constructor : command;
    const known = tableCommands.find((candidate) => candidate === asked);
    const format = this.format();
    if (known !== undefined) return renderCommandHelp(known, format);
    return renderProgramHelp(this, format);
  }
}
