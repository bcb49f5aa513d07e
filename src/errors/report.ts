import type { FormatError } from './format-error.js';
import type { UnsupportedError } from './unsupported-error.js';

/** Takes what is wrong with a file; a reader that is given one goes on after an issue as long as it can. */
export type Report = (issue: FormatError | UnsupportedError) => void;

/** The report of a strict reader: it fails with the first issue. */
export const refuse: Report = (issue) => {
  throw issue;
};
