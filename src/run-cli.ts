import { type BaseContext, Cli, type Command } from 'clipanion';
import { createCli } from './cli.js';

/** Runs the command line in process; the exit status is 2 for arguments that no command understands. */
export async function runCli(args: readonly string[], context: Partial<BaseContext> = {}): Promise<number> {
  const cli = createCli();
  const streams = { ...Cli.defaultContext, ...context };
  let command: Command<BaseContext>;
  try {
    command = cli.process([...args], streams);
  } catch (error) {
    streams.stderr.write(cli.error(error, { colored: false }));
    return 2;
  }
  return cli.run(command, streams);
}
