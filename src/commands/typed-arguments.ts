import type { BaseContext } from 'clipanion';
import type { CliContext } from './cli-context.js';

/** The arguments that the program was called with, as they were typed; none where another program calls a command. */
export function typedArguments(context: BaseContext): readonly string[] {
  return 'typed' in context ? ((context as CliContext).typed ?? []) : [];
}
