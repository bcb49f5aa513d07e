import type { Issue, IssueText } from '../base/issue.js';

/** The severities that settings can give to a rule. */
export const severities = ['error', 'warning', 'ignore'] as const;

/** The severity of a finding; `ignore` only counts it. */
export type Severity = (typeof severities)[number];

/** An issue from the check of a rule, which is then completed with the location of its context. */
export interface ReportedIssue extends IssueText, Pick<Issue, 'line'> {
  /** The path below the root of the tree; that of the context if it is absent. */
  readonly path?: string;
  /** A rule that reports the same cause more precisely. This issue is left out if that rule runs and is not ignored. */
  readonly reportedBy?: string;
  /** Raises the severity above that of the rule. */
  readonly severity?: 'error';
}

/** Returns an issue about a file; null if there is no fault or no file. */
export function faultAt(
  file: { readonly path: string } | null | undefined,
  fault: IssueText | null,
): ReportedIssue | null {
  return file == null || fault === null ? null : { path: file.path, ...fault };
}

/** Returns the issues about files, each with its fault if there is one. */
export function faultsAt<File extends { readonly path: string }>(
  files: readonly File[],
  faultOf: (file: File) => IssueText | null,
): ReportedIssue[] {
  return files.flatMap((file) => faultAt(file, faultOf(file)) ?? []);
}

/** An issue of a tree; `path` is relative to its root. */
export interface TreeIssue extends Issue {
  /** The entity of the deposition, such as `tiltseries`. */
  readonly entity: string;
  readonly dataset: string | null;
  readonly run: string | null;
  /** The family of the rule, whose page in docs/rules explains it. */
  readonly rule: string;
  /** Findings with this one as their cause; absent if there are none. They are not counted. */
  readonly consequences?: readonly TreeIssue[];
}

/** Severities that users set for rules, everywhere or below some paths. */
export interface SeveritySettings {
  /** By code of the rule. */
  readonly everywhere: ReadonlyMap<string, Severity>;
  /** By code, for paths that match the pattern. A later entry takes precedence. */
  readonly below: readonly { readonly pattern: RegExp; readonly severities: ReadonlyMap<string, Severity> }[];
  /** Severities from the command line, which take precedence over all others. */
  readonly forced: ReadonlyMap<string, Severity>;
}

/** Settings that change no severity. */
export const noSettings: SeveritySettings = { everywhere: new Map(), below: [], forced: new Map() };

/** Returns the severity of a finding: the most specific setting, or the usual severity of its rule. */
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

/** The number of issues of one kind that are listed for one file. */
export const mostListed = 5;

/**
 * Returns the first issues of one file; the last of them says how many more there are. Keeps all issues with
 * `reportedBy`, which may be left out later.
 */
export function spellOut(issues: readonly ReportedIssue[], what: string): ReportedIssue[] {
  const own = issues.filter(({ reportedBy }) => reportedBy === undefined);
  return [
    ...issues.filter(({ reportedBy }) => reportedBy !== undefined),
    ...withMore(own.slice(0, mostListed), own.length, what),
  ];
}

/**
 * Returns issues with the number of the `count` issues that are not shown added to the message of the last one.
 *
 * @example
 * withMore([{ message: 'no angle' }], 3, 'files'); // [{ message: 'no angle, and 2 more files' }]
 */
export function withMore(shown: readonly ReportedIssue[], count: number, what: string): ReportedIssue[] {
  const last = shown.at(-1);
  if (last === undefined || count <= shown.length) return [...shown];
  return [
    ...shown.slice(0, -1),
    { ...last, message: `${last.message}, and ${count - shown.length} more ${what}` },
  ];
}
