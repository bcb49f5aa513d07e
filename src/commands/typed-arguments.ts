import type { BaseContext } from 'clipanion';

/** The context of a command, with the arguments that the user typed. */
export interface TypedContext extends BaseContext {
  readonly typed: readonly string[];
}

/** The arguments that a command was called with, as they were typed; none where a program called it. */
export function typedArguments(context: BaseContext): readonly string[] {
  return 'typed' in context ? (context as TypedContext).typed : [];
}
