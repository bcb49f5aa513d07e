import type { BaseContext } from 'clipanion';
import type { TableCommandClass } from './table-command-class.js';

/** What commands find around them: streams, the environment, which commands there are, and what was typed. */
export interface CliContext extends BaseContext {
  readonly commands: readonly TableCommandClass[];
  /** The arguments of the program. */
  readonly typed?: readonly string[];
}
