import { countBy, groupBy } from '../../base/collections.js';
import { countOf, printable } from '../../base/messages.js';
import type { TreeIssue } from '../../validate/finding.js';
import type { ValidationReport } from '../../validate/report.js';
import type { AnyRule } from '../../validate/rule.js';
import { type Paint, plain } from '../paint.js';
import { formatBytes, formatDuration } from '../quantities.js';

export interface ReportExtras {
  readonly rules: readonly Pick<AnyRule, 'code' | 'family' | 'title' | 'why' | 'fix'>[];
  /** Colors of a terminal; none by default. */
  readonly paint?: Paint;
  /** Small key images as PNG, by path. */
  readonly thumbnails: ReadonlyMap<string, Uint8Array>;
}

/** Findings that are shown for each code. */
const examples = 2;

const severityPaint = { error: 'red', warning: 'yellow' } as const;
const verdictPaint = { valid: 'green', invalid: 'red', incomplete: 'yellow' } as const;

/** Renders a report for a terminal: findings by code, worst first, with examples; coverage; the verdict. */
export function renderPretty(
  report: ValidationReport,
  { rules, paint = plain }: Pick<ReportExtras, 'rules' | 'paint'>,
): string {
  const titles = new Map(rules.map((rule) => [rule.code, rule]));
  const byCode = groupBy(report.findings, ({ code }) => code);
  const groups = report.codes.flatMap(({ code, severity, count }) => {
    const rule = titles.get(code);
    const shown = (byCode.get(code) ?? []).slice(0, examples);
    return [
      `${paint[severityPaint[severity]](`${severity.toUpperCase()} ${paint.bold(code)}`)} × ${count}: ${rule?.title ?? ''}`,
      ...shown.flatMap((finding) => [`  ${formatIssue(finding)}`, ...formatConsequences(finding)]),
      ...(count > shown.length ? [`  … and ${count - shown.length} more`] : []),
      ...(rule === undefined ? [] : [`  fix: ${rule.fix}`]),
      '',
    ];
  });
  const verdict = paint[verdictPaint[report.verdict]](formatVerdict(report));
  return `${[...groups, ...formatFailures(report), ...formatLooked(report), verdict].join('\n')}\n`;
}

/** Describes a finding in one line: path, message, found and expected. */
export function formatIssue({ path, line, message, ...facts }: TreeIssue): string {
  const contrast = contrastOf(facts).join(', ');
  const place = line === undefined ? path : `${path}:${line}`;
  return printable(`${place === '' ? '' : `${place}: `}${message}${contrast === '' ? '' : ` (${contrast})`}`);
}

/** Returns what was found, what was expected and what to do, as far as a finding says it. */
export function contrastOf({ found, expected, hint }: Partial<TreeIssue>): string[] {
  return [
    ...(found === undefined ? [] : [`found ${found}`]),
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
  ];
}

/** Counts the consequences of a finding by code, in one line; none without consequences. */
export function formatConsequences({ consequences = [] }: TreeIssue): string[] {
  if (consequences.length === 0) return [];
  const counts = countBy(consequences.map(({ code }) => code));
  const codes = [...counts].map(([code, number]) => (number === 1 ? code : `${code} × ${number}`));
  return [`    and what follows from it: ${codes.join(', ')}`];
}

function formatFailures({ failures }: ValidationReport): string[] {
  return failures.length === 0
    ? []
    : ['The validator itself failed:', ...failures.map((line) => `  ${printable(line)}`), ''];
}

/** Formats what was checked and what was not, a line each. */
export function formatLooked(report: ValidationReport): string[] {
  const { depth, layout, looked, notChecked, seconds, tree } = report;
  const { datasets, runs, filesListed, bytesListed, bytesRead, volumes, chunksRead, chunks } = looked;
  const scanned = `, ${chunksRead} of ${countOf(chunks, 'chunk')} of ${countOf(volumes, 'volume')}`;
  const voxels = depth === 'headers' ? '' : scanned;
  return [
    `${printable(tree)}: ${layout === null ? '' : `${layout} layout, `}depth ${depth}, ${formatDuration(seconds)}`,
    `looked at ${countOf(datasets, 'dataset')}, ${countOf(runs, 'run')}, ${countOf(filesListed, 'file')} of ${formatBytes(bytesListed)}; read ${formatBytes(bytesRead)}${voxels}${formatDigests(looked)}`,
    ...notChecked.map((line) => printable(`not checked: ${line}`)),
  ];
}

/** Describes how files were compared with manifest or ledgers; empty if they were not. */
export function formatDigests({ digests }: ValidationReport['looked']): string {
  if (digests === undefined) return '';
  const { listedBy, files, bytes, entityTags, storedChecksums } = digests;
  const compared = [
    ...(entityTags > 0 ? [countOf(entityTags, 'ETag')] : []),
    ...(storedChecksums > 0 ? [countOf(storedChecksums, 'stored checksum')] : []),
  ];
  if (files > 0 || compared.length === 0)
    compared.push(`the digests of ${countOf(files, 'file')} of ${formatBytes(bytes)}`);
  return `; compared ${compared.join(', ')} with the ${listedBy === 'manifest' ? 'manifest' : 'ledgers'}`;
}

/** Formats the verdict with its counts in one line. */
export function formatVerdict({ verdict, errors, warnings, ignored }: ValidationReport): string {
  const counts = [countOf(errors, 'error'), countOf(warnings, 'warning')];
  if (ignored > 0) counts.push(`${ignored} ignored`);
  return `${verdict}: ${counts.join(', ')}`;
}
