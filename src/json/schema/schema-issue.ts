import type { IssueText } from '../../issues/index.js';
import type { KeyPath } from './key-path.js';

/** Something wrong in a document, before it is known in which file and line it stands. */
export interface DocumentIssue extends IssueText {
  /** Where it is: for an unknown key its own path, for a missing one that of the mapping that lacks it. */
  readonly path: KeyPath;
  /** Whether the key is at fault, not its value. */
  readonly atKey?: boolean;
}

export type SchemaCode =
  | 'UNKNOWN_KEY'
  | 'MISSING_KEY'
  | 'WRONG_TYPE'
  | 'WRONG_VALUE'
  | 'OUT_OF_RANGE'
  | 'WRONG_COUNT'
  | 'NO_CHOICE'
  | 'SEVERAL_CHOICES';

/** One way in which a document departs from its schema. */
export interface SchemaIssue extends DocumentIssue {
  readonly code: SchemaCode;
}
