import type { BaseContext } from 'clipanion';
import type { TableCommandClass } from './table-command-class.js';

/** What commands find around them: streams, the environment, and which commands there are. */
export interface CliContext extends BaseContext {
  readonly commands: readonly TableCommandClass[];
}
