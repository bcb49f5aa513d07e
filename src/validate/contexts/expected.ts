import type { Located } from './located.js';

/** A dataset, run or other item of a deposition that the tree should hold. */
export interface ExpectedContext extends Located {
  readonly name: string;
  /** Whether nothing of it is in the tree. */
  readonly isAbsent: boolean;
  /** Its files and pyramids, where none of them is in the tree. */
  readonly missing: readonly string[];
}
