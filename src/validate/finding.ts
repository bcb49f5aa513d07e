import { getOrMake, groupBy } from '../base/collections.js';
import type { Issue, IssueText } from '../base/issue.js';
import { isJsonObject, type JsonObject } from '../base/json-value.js';
import type { ValueDifference } from '../tree/metadata/derived-records.js';
import type { JsonContext, Located } from './contexts/files.js';

/** The severities that settings can give to a rule. */
export const severities = ['error', 'warning', 'ignore'] as const;

/** The severity of a finding; `ignore` only counts it. */
export type Severity = (typeof severities)[number];

/** An issue from the check of a rule, which is then completed with the location of its context. */
export interface ReportedIssue extends IssueText, Pick<Issue, 'line' | 'hint'> {
  /** The path below the root of the tree; that of the context if it is absent. */
  readonly path?: string;
  /** A rule that reports the same cause more precisely. This issue is left out if that rule runs and is not ignored. */
  readonly reportedBy?: string;
  /** Raises the severity above that of the rule. */
  readonly severity?: 'error';
}

export type Maybe<Fault> = Fault | null | undefined | false;

/** The result of a check: no fault, one, or several. */
export type CheckResult = Maybe<ReportedIssue> | Iterable<Maybe<ReportedIssue>>;

/** Returns the faults of a check. */
export function listFaults(result: CheckResult): ReportedIssue[] {
  if (!result) return [];
  return Symbol.iterator in result ? [...result].filter((fault) => !!fault) : [result];
}

/** A value as a message shows it; undefined if it is not shown. */
type Shown = string | number | undefined;

/** Returns the text of an issue, with what was found and expected as far as it is shown. */
export function issue(message: string, found?: Shown, expected?: Shown): IssueText {
  return {
    message,
    ...(found === undefined ? {} : { found: `${found}` }),
    ...(expected === undefined ? {} : { expected: `${expected}` }),
  };
}

/** Returns the text of an issue unless a value is the expected one, or one of the two is unknown. */
export function mismatch(message: string, found: Shown | null, expected: Shown | null): IssueText | null {
  return found == null || expected == null || found === expected ? null : issue(message, found, expected);
}

/** A file or directory that an issue is about. */
type Place = { readonly path: string } | null | undefined;

/** Returns faults as issues about a file; none without the file. */
export function faultAt(file: Place, faults: CheckResult): ReportedIssue[] {
  return file == null ? [] : listFaults(faults).map((fault) => ({ path: file.path, ...fault }));
}

/** Returns the issues about files, each with its faults. */
export function faultsAt<File extends { readonly path: string }>(
  files: Iterable<File>,
  faultsOf: (file: File) => CheckResult,
): ReportedIssue[] {
  return [...files].flatMap((file) => faultAt(file, faultsOf(file)));
}

/** Returns faults with the name of what has them before their messages. */
export function faultsIn(name: string, faults: CheckResult): ReportedIssue[] {
  return listFaults(faults).map((fault) => ({ ...fault, message: `${name}: ${fault.message}` }));
}

/** Returns the items that have the key of an earlier one, each with the first one of that key; null is no key. */
export function repeatsOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | null | undefined,
): { readonly item: Item; readonly first: Item }[] {
  const firsts = new Map<string, Item>();
  return items.flatMap((item) => {
    const key = keyOf(item);
    if (key == null) return [];
    const first = getOrMake(firsts, key, () => item);
    return first === item ? [] : [{ item, first }];
  });
}

/**
 * Returns a check of the metadata of an item, whose faults are issues about that file; none if it is unreadable, or not
 * a mapping, of which METADATA_TYPE_WRONG reports the whole.
 */
export function ofMetadata<Context extends { readonly metadata: JsonContext | null }>(
  check: (value: JsonObject, context: Context) => CheckResult,
): (context: Context) => ReportedIssue[] {
  return (context) => {
    const { metadata } = context;
    const value = metadata?.value;
    return isJsonObject(value) ? faultAt(metadata, check(value, context)) : [];
  };
}

/** Values of a key that are listed each; of more the first one stands for all, which have one cause. */
const mostOfKey = 2;

/** Returns the issues of values in a list of metadata; `reportedBy` is the rule that reports one more precisely. */
export function differencesIn<Difference extends ValueDifference>(
  list: string,
  source: string,
  differences: readonly Difference[],
  reportedBy: (difference: Difference) => Maybe<string>,
): ReportedIssue[] {
  const byKey = groupBy(differences, (each) => JSON.stringify([each.key, reportedBy(each)]));
  return [...byKey.values()].flatMap((of) => {
    const shown = of.length > mostOfKey ? of.slice(0, 1) : of;
    const others = shown.length < of.length ? `, nor in ${of.length - 1} more` : '';
    return shown.map((difference) => {
      const { index, key, found, expected } = difference;
      const message = `${list}[${index}]: ${key} is not what ${source}${others}`;
      const rule = reportedBy(difference);
      const text = issue(message, JSON.stringify(found), JSON.stringify(expected));
      return rule ? { ...text, reportedBy: rule } : text;
    });
  });
}

/** An issue of a tree; `path` is relative to its root. */
export interface TreeIssue extends Omit<Issue, 'entity'>, Located {
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

/** Returns the first issues of one file, with the number of others, and all that have `reportedBy`. */
export function spellOut(issues: readonly ReportedIssue[], what: string): ReportedIssue[] {
  const own = issues.filter(({ reportedBy }) => reportedBy === undefined);
  return [
    ...issues.filter(({ reportedBy }) => reportedBy !== undefined),
    ...withMore(own.slice(0, mostListed), own.length, what),
  ];
}

/** Returns issues of the first paths, with one message; the last one says how many more there are. */
export function listPaths(paths: readonly string[], message: string, what: string): ReportedIssue[] {
  const shown = paths.slice(0, mostListed).map((path) => ({ path, message }));
  return withMore(shown, paths.length, what);
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
