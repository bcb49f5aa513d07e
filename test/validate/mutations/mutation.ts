import type { Layout } from '../../../src/tree/layout/path-templates.js';
import type { ValidateOptions } from '../../../src/validate/validate.js';

export type Tree = Map<string, Uint8Array>;

/** A small change to the good tree, and every code that it must give. */
export interface Mutation {
  /** The rule that it is for. */
  readonly code: string;
  /** Codes that come with it, because one change breaks several rules. */
  readonly also?: readonly string[];
  readonly what: string;
  /** The one layout that has it; the change is of a tree in that. Otherwise it is made in both, of a documented tree. */
  readonly only?: Layout;
  change(tree: Tree): void;
  /** What is asked of the validation besides. */
  readonly options?: Partial<ValidateOptions>;
}
