import { Builtins, Cli } from 'clipanion';
import { DiffCommand } from './commands/diff.js';
import { IngestCommand } from './commands/ingest.js';
import { nameValues } from './commands/name-values.js';
import { ValidateCommand } from './commands/validate.js';
import { ValidateConfigCommand } from './commands/validate-config.js';
import { ViewCommand } from './commands/view.js';
import { toolVersion } from './version.js';

/** The command line with all its commands; `enableColors` is for its help and the mistakes of usage. */
export function createCli(enableColors: boolean): Cli {
  const cli = new NamingCli({
    binaryLabel: 'cryoet-ingest',
    binaryName: 'cryoet',
    binaryVersion: toolVersion,
    enableColors,
  });
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

/** Names the values of options, which clipanion numbers. */
class NamingCli extends Cli {
  override usage(...args: Parameters<Cli['usage']>): string {
    return nameValues(super.usage(...args));
  }
}
