import { IngestError } from '../base/errors.js';
import type { Issue } from '../base/issue.js';

/** Sources or configuration contradict an item: one error for all that is wrong with it. */
export class Contradiction extends IngestError {
  readonly issues: readonly Issue[];

  constructor(issues: readonly [Issue, ...Issue[]]) {
    const [{ message, severity: _, ...facts }, ...others] = issues;
    super(others.length === 0 ? message : `${message} (and ${others.length} more)`, facts);
    this.issues = issues;
  }
}

/** Fails with a Contradiction where one of the issues is an error; gives the warnings. */
export function refuseErrors(issues: readonly Issue[]): readonly Issue[] {
  const [first, ...others] = issues.filter(({ severity }) => severity === 'error');
  if (first !== undefined) throw new Contradiction([first, ...others]);
  return issues;
}

/** What sources can disagree in, as `--allow-mismatch` names it. */
export const mismatchTopics = ['spacing', 'counts', 'angles', 'frames', 'extents', 'points'] as const;

export type MismatchTopic = (typeof mismatchTopics)[number];
