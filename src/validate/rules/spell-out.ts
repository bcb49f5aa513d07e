import type { ReportedIssue } from '../finding.js';

/** Issues of one kind that are spelled out for one file. */
const spelledOut = 5;

/** The first of many issues of one file; the last of them says how many more there are. */
export function spellOut(issues: readonly ReportedIssue[], what: string): ReportedIssue[] {
  const told = issues.filter(({ reportedBy }) => reportedBy === undefined);
  return [
    ...issues.filter(({ reportedBy }) => reportedBy !== undefined),
    ...withMore(told.slice(0, spelledOut), told.length, what),
  ];
}

/** Issues that are spelled out of `count`; the last one says how many more there are, which is no finding of its own. */
export function withMore(shown: readonly ReportedIssue[], count: number, what: string): ReportedIssue[] {
  const last = shown.at(-1);
  if (last === undefined || count <= shown.length) return [...shown];
  return [
    ...shown.slice(0, -1),
    { ...last, message: `${last.message}, and ${count - shown.length} more ${what}` },
  ];
}
