import type { Located } from './located.js';

/** A text file of the tree, as its bytes are. */
export interface TextContext extends Located {
  /** Whether it begins with a byte order mark. */
  readonly isMarked: boolean;
  /** Keys that stand twice in one mapping of its JSON. */
  readonly repeatedKeys: readonly string[];
}
