import type { KeyPath } from './key-path.js';

/** One way in which a document departs from its schema. */
export interface SchemaIssue {
  readonly code:
    | 'unknown-key'
    | 'missing-key'
    | 'wrong-type'
    | 'wrong-value'
    | 'out-of-range'
    | 'wrong-count'
    | 'no-choice'
    | 'several-choices';
  /** Where it is: for an unknown key its own path, for a missing one that of the mapping that lacks it. */
  readonly path: KeyPath;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
}
