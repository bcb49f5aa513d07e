import { type BaseContext, Cli, type Command } from 'clipanion';
import { createCli } from './cli.js';
import { describeMistake } from './commands/usage-mistake.js';

/** Runs the command line in process; the exit status is 2 for arguments that no command understands. */
export async function runCli(args: readonly string[], context: Partial<BaseContext> = {}): Promise<number> {
  const streams = { ...Cli.defaultContext, ...context };
  const cli = createCli(showsColors(streams.stdout));
  let command: Command<BaseContext>;
  try {
    command = cli.process([...args], streams);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    streams.stderr.write(describeMistake(args, cli.definitions(), reason));
    return 2;
  }
  return cli.run(command, streams);
}

/** False for files and pipes, and where NO_COLOR is set. */
function showsColors(stream: BaseContext['stdout']): boolean {
  return stream === process.stdout && process.stdout.isTTY === true && process.stdout.getColorDepth() > 1;
}
