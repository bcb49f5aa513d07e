import type { ValidateOptions } from '../../../src/validate/index.js';

export type Tree = Map<string, Uint8Array>;

/** A small change to the good tree, and every code that it must give. */
export interface Mutation {
  /** The rule that it is for. */
  readonly code: string;
  /** Codes that come with it, because one change breaks several rules. */
  readonly also?: readonly string[];
  readonly what: string;
  change(tree: Tree): void;
  /** What is asked of the validation besides. */
  readonly options?: Partial<ValidateOptions>;
}
