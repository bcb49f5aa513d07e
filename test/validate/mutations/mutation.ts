import type { Layout } from '../../../src/tree/layout/path-templates.js';
import type { ValidateOptions } from '../../../src/validate/validate.js';

export type Tree = Map<string, Uint8Array>;

/** A small change to the good tree, with all codes that it must give. */
export interface Mutation {
  /** The code of the rule that it tests. */
  readonly code: string;
  /** Codes of other rules that the same change breaks. */
  readonly also?: readonly string[];
  readonly what: string;
  /**
   * The only layout of the change, made to a tree in it. By default, a documented tree is changed and tested in both
   * layouts.
   */
  readonly only?: Layout;
  change(tree: Tree): void;
  /** Further options of the validation. */
  readonly options?: Partial<ValidateOptions>;
}
