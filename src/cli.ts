import { Builtins, Cli, Command, type CommandClass } from 'clipanion';
import { DiffCommand } from './commands/diff.js';
import { IngestCommand } from './commands/ingest.js';
import { renderCommandHelp, renderProgramHelp } from './commands/render-help.js';
import type { TableCommandClass } from './commands/table-command.js';
import { ValidateCommand } from './commands/validate.js';
import { ValidateConfigCommand } from './commands/validate-config.js';
import { ValidateSourceCommand } from './commands/validate-source.js';
import { ViewCommand } from './commands/view.js';
import { toolVersion } from './version.js';

const tableCommands = [
  IngestCommand,
  ValidateCommand,
  ValidateConfigCommand,
  ValidateSourceCommand,
  DiffCommand,
  ViewCommand,
];

/** The program's commands, as their help and mistakes of usage see them. */
export const commands: readonly TableCommandClass[] = tableCommands;

/** The command line with all its commands; `enableColors` is for its help. */
export function createCli(enableColors: boolean): Cli {
  const cli = new TableCli({
    binaryLabel: 'cryoet-ingest',
    binaryName: 'cryoet',
    binaryVersion: toolVersion,
    enableColors,
  });
  for (const command of [...tableCommands, Builtins.HelpCommand, Builtins.VersionCommand])
    cli.register(command);
  return cli;
}

/** Renders help from the tables of options. */
class TableCli extends Cli {
  override usage(command?: CommandClass | Command | null): string {
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
