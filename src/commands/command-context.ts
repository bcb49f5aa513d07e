import type { BaseContext } from 'clipanion';

/** What commands write to and read from, so that tests can run them in process. */
export type CommandContext = BaseContext;
