import { type BaseContext, Cli, type Command } from 'clipanion';
import { commands, createCli } from './cli.js';
import type { CliContext } from './commands/cli-context.js';
import { explainMistake } from './commands/explain-mistake.js';
import { helpAsked } from './commands/help-asked.js';
import { joinNegativeNumbers } from './commands/join-negative-numbers.js';
import { writeUsageError } from './commands/write-usage-error.js';

/** Runs the command line in process; the exit status is 2 for arguments that no command understands. */
export async function runCli(args: readonly string[], context: Partial<BaseContext> = {}): Promise<number> {
  const streams = { ...Cli.defaultContext, ...context, commands, typed: args };
  const asked = helpAsked(args, commands) ?? args;
  const [word = ''] = asked;
  // The help is that of any command.
  const cli = createCli(showsColors(streams.stdout), word === 'help' ? null : word);
  let command: Command<CliContext>;
  try {
    command = cli.process(joinNegativeNumbers(asked), streams);
  } catch {
    // Clipanion tells what it refuses in sentences of its own only: the tables tell it in ours.
    const { message, command, hint } = explainMistake(args, commands);
    writeUsageError(streams.stderr, message, command, hint);
    return 2;
  }
  return cli.run(command, streams);
}

/** False for files and pipes, and where NO_COLOR is set. */
function showsColors(stream: BaseContext['stdout']): boolean {
  return stream === process.stdout && process.stdout.isTTY === true && process.stdout.getColorDepth() > 1;
}
