import { Builtins, Cli } from 'clipanion';
import { IngestCommand } from './commands/ingest.js';
import { ViewCommand } from './commands/view.js';
import { toolVersion } from './version.js';

/** The command line with all its commands. */
export function createCli(): Cli {
  const cli = new Cli({ binaryLabel: 'cryoet-ingest', binaryName: 'cryoet', binaryVersion: toolVersion });
  for (const command of [IngestCommand, ViewCommand, Builtins.HelpCommand, Builtins.VersionCommand])
    cli.register(command);
  return cli;
}
