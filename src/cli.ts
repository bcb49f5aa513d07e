import { Builtins, Cli } from 'clipanion';
import { DiffCommand } from './commands/diff.js';
import { IngestCommand } from './commands/ingest.js';
import { ValidateCommand } from './commands/validate.js';
import { ValidateConfigCommand } from './commands/validate-config.js';
import { ViewCommand } from './commands/view.js';
import { toolVersion } from './version.js';

/** The command line with all its commands. */
export function createCli(): Cli {
  const cli = new Cli({ binaryLabel: 'cryoet-ingest', binaryName: 'cryoet', binaryVersion: toolVersion });
  const commands = [
    IngestCommand,
    ValidateCommand,
    ValidateConfigCommand,
    DiffCommand,
    ViewCommand,
    Builtins.HelpCommand,
    Builtins.VersionCommand,
  ];
  for (const command of commands) cli.register(command);
  return cli;
}
