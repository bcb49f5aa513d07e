import { Builtins, Cli, Command, type CommandClass } from 'clipanion';
import type { CliContext } from './commands/cli-context.js';
import { CompletionCommand } from './commands/completion.js';
import { ConvertCommand } from './commands/convert.js';
import { DiffCommand } from './commands/diff.js';
import { ExplainCommand } from './commands/explain.js';
import { HelpCommand } from './commands/help.js';
import { IngestCommand } from './commands/ingest.js';
import { InitCommand } from './commands/init.js';
import { InspectCommand } from './commands/inspect.js';
import { PlanCommand } from './commands/plan.js';
import { renderCommandHelp, renderProgramHelp } from './commands/render-help.js';
import { SchemaCommand } from './commands/schema.js';
import { StatusCommand } from './commands/status.js';
import { SubmitCommand } from './commands/submit.js';
import type { TableCommandClass } from './commands/table-command-class.js';
import { TemplateCommand } from './commands/template.js';
import { ValidateCommand } from './commands/validate.js';
import { ValidateConfigCommand } from './commands/validate-config.js';
import { ValidateSourceCommand } from './commands/validate-source.js';
import { ViewCommand } from './commands/view.js';
import { toolVersion } from './version.js';

/** In the order of the help: as they are used one after the other, then what looks things up. */
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
  PlanCommand,
  SubmitCommand,
  StatusCommand,
  ExplainCommand,
  SchemaCommand,
  CompletionCommand,
  HelpCommand,
];

/** The program's commands, as their help and mistakes of usage see them. */
export const commands: readonly TableCommandClass[] = tableCommands;

/**
 * The command line with the commands that begin with a word, since those of all take a while to be made ready, or with all;
 * `enableColors` is for its help.
 */
export function createCli(enableColors: boolean, word: string | null = null): Cli<CliContext> {
  const cli = new TableCli({
    binaryLabel: 'cryoet-ingest',
    binaryName: 'cryoet',
    binaryVersion: toolVersion,
    enableColors,
  });
  const named = tableCommands.filter(({ paths }) => word === null || paths.some(([first]) => first === word));
  for (const command of [...named, Builtins.HelpCommand, Builtins.VersionCommand]) cli.register(command);
  return cli;
}

/** Renders help from the tables of options. */
class TableCli extends Cli<CliContext> {
  override usage(command?: CommandClass<CliContext> | Command<CliContext> | null): string {
    const asked = command instanceof Command ? command.constructor : command;
    const known = tableCommands.find((candidate) => candidate === asked);
    const format = this.format();
    if (known !== undefined) return renderCommandHelp(known, format);
    return renderProgramHelp(
      commands,
      { title: `${this.binaryLabel} - ${this.binaryVersion}`, binaryName: this.binaryName },
      format,
    );
  }
}
