import type { Issue, IssueText } from '../base/issue.js';

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

export const severities = ['error', 'warning', 'ignore'] as const;

/** How much a finding weighs; `ignore` only counts it. */
export type Severity = (typeof severities)[number];

/** What a rule's check reports, before it is known where the context lies. */
export interface ReportedIssue extends IssueText, Pick<Issue, 'line'> {
  /** Below the tree's root; the context's own path where it is left out. */
  readonly path?: string;
  /** Rule that tells the same cause more plainly: where that one runs and is not ignored, this fault is left out. */
  readonly reportedBy?: string;
  /** Where a fault weighs more than others of its rule. */
  readonly severity?: 'error';
}

/** Something wrong in a tree; `path` lies below its root. */
export interface TreeIssue extends Issue {
  /** Entity of the deposition, e.g. `tiltseries`. */
  readonly entity: string;
  readonly dataset: string | null;
  readonly run: string | null;
  /** Family of the rule, whose page in docs/rules explains it. */
  readonly rule: string;
  /** Findings that are there because this one is; absent where there are none. They are not counted. */
  readonly consequences?: readonly TreeIssue[];
}

/** Severities that users gave rules, everywhere or below some paths. */
export interface SeveritySettings {
  readonly everywhere: ReadonlyMap<string, Severity>;
  /** Later ones win over earlier ones. */
  readonly below: readonly { readonly pattern: RegExp; readonly severities: ReadonlyMap<string, Severity> }[];
  /** Of the command line: these win over all others. */
  readonly forced: ReadonlyMap<string, Severity>;
}

export const noSettings: SeveritySettings = { everywhere: new Map(), below: [], forced: new Map() };

/** What a finding weighs. */
export function severityOf(
  settings: SeveritySettings,
  code: string,
  path: string,
  usual: 'error' | 'warning',
): Severity {
  const forced = settings.forced.get(code);
  if (forced !== undefined) return forced;
  const below = settings.below.findLast(
    ({ pattern, severities }) => severities.has(code) && pattern.test(path),
  );
  return below?.severities.get(code) ?? settings.everywhere.get(code) ?? usual;
}
