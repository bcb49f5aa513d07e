import type { ReportedIssue } from '../finding.js';

/** Issues of one kind that are spelled out for one file. */
const spelledOut = 5;

/** The first of many issues of one file, and how many more there are. */
export function spellOut(issues: readonly ReportedIssue[], what: string): ReportedIssue[] {
  const told = issues.filter(({ reportedBy }) => reportedBy === undefined);
  const more = told.length - spelledOut;
  const [first] = told;
  return [
    ...issues.filter(({ reportedBy }) => reportedBy !== undefined),
    ...told.slice(0, spelledOut),
    ...(more > 0
      ? [{ ...(first?.path === undefined ? {} : { path: first.path }), message: `and ${more} more ${what}` }]
      : []),
  ];
}
