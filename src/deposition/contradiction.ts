import { IngestError } from '../base/errors.js';
import type { Issue } from '../base/issue.js';

/** The error of an item whose sources or configuration contradict each other, with all its issues. */
export class Contradiction extends IngestError {
  readonly issues: readonly Issue[];

  constructor(issues: readonly [Issue, ...Issue[]]) {
    const [{ message, severity: _, ...facts }, ...others] = issues;
    super(others.length === 0 ? message : `${message} (and ${others.length} more)`, facts);
    this.issues = issues;
  }
}

/** Fails with a Contradiction if an issue is an error; returns the warnings. */
export function refuseErrors(issues: readonly Issue[]): readonly Issue[] {
  const [first, ...others] = issues.filter(({ severity }) => severity === 'error');
  if (first !== undefined) throw new Contradiction([first, ...others]);
  return issues;
}

/** Topics of `--allow-mismatch`: facts that sources may disagree on. */
export const mismatchTopics = ['spacing', 'counts', 'angles', 'frames', 'extents', 'points'] as const;

/** A topic of `--allow-mismatch`. */
export type MismatchTopic = (typeof mismatchTopics)[number];
