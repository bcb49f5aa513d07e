import type { OptionTable } from '../options/index.js';

/** A positional argument of a command. */
export interface Argument {
  /** As the help names it. */
  readonly name: string;
  readonly arity: 'one' | 'optional' | 'several' | 'any';
}

/** Arguments by their keys, in order. */
export type ArgumentTable = Readonly<Record<string, Argument>>;

/** What help, completion and mistakes of usage ask of a command's class. */
export interface TableCommandClass {
  readonly paths?: string[][];
  readonly usage?: {
    readonly description?: string;
    readonly details?: string;
    readonly examples?: [string, string][];
  };
  readonly argumentTable: ArgumentTable;
  readonly optionTable: OptionTable;
}
