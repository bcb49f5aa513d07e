import { compareNaturally, groupBy } from '../base/collections.js';
import type { Issue } from '../base/issue.js';
import { alignColumns, countOf, describeFacts, printLines } from '../base/messages.js';
import type { ItemRecord } from '../pipeline/walk/events.js';
import type { IngestReport } from '../pipeline/walk/ingest-report.js';
import { listMessages, notReached, type ReportedMessage, reportedWarnings } from './ingest-summary.js';
import { formatBytes, formatDuration } from './quantities.js';

interface PlanOptions {
  /** True for a table of runs and types instead of every item. */
  readonly summary?: boolean;
  /** True to describe the conversion of each volume. */
  readonly verbose?: boolean;
  /** Errors of the configuration, which an ingest passes over and `cryoet validate config` does not. */
  readonly refused?: readonly Issue[];
}

/** Formats a dry run: all items with sources, outputs and sizes, or a table; what is missing and would fail. */
export function formatPlan(
  report: IngestReport,
  { summary = false, verbose = false, refused = [] }: PlanOptions = {},
): string {
  const planned = report.items.filter(isPlanned);
  const groups = groupItems(report);
  const [warnings, failures] = [reportedWarnings(report), reportedIssues(report)];
  return printLines([
    ...(summary
      ? summaryTable(groups)
      : groups.flatMap(({ items }) => items.filter(isPlanned).flatMap((item) => itemLines(item, verbose)))),
    ...(warnings.length === 0 ? [] : ['', 'Missing:', ...listMessages(warnings)]),
    ...(failures.length === 0 ? [] : ['', 'Would fail:', ...listMessages(failures)]),
    ...(refused.length === 0 ? [] : ['', 'Refused by cryoet validate config:', ...refused.map(refusedLine)]),
    '',
    ...notReached(report.items),
    ...formLines(report),
    `${countOf(planned.length, 'item')}; ${totals(report, planned)}; nothing was written`,
  ]);
}

function refusedLine({ code, message, ...facts }: Issue): string {
  return `  ${describeFacts(message, facts)} [${code}]`;
}

/** Sizes of images as OME-Zarr in each compression, a line for each version. */
function formLines({ estimate }: IngestReport): string[] {
  const forms = estimate?.compression ?? [];
  return [...new Set(forms.map(({ version }) => version))].map((version) => {
    const sizes = forms
      .filter((form) => form.version === version)
      .map(({ compression, bytes }) => `${compression} ${formatBytes(bytes)}`);
    return `tomograms and tilt series as OME-Zarr ${version}, by a sample: ${sizes.join(', ')}`;
  });
}

/** Bytes to read and to write, free bytes, and time. */
function totals({ estimate }: IngestReport, planned: readonly ItemRecord[]): string {
  if (estimate === undefined) {
    const bytes = planned
      .flatMap(({ outputs }) => outputs)
      .reduce((sum, output) => sum + (output.bytes ?? 0), 0);
    return `${formatBytes(bytes)} before compression`;
  }
  const { bytesRead, bytesWritten, freeBytes, seconds } = estimate;
  const free =
    freeBytes === null
      ? ''
      : ` of ${formatBytes(freeBytes)} free on OUTPUT${bytesWritten > freeBytes ? ', which is too little' : ''}`;
  return `${formatBytes(bytesRead)} to read, about ${formatBytes(bytesWritten)} to write${free}, in about ${formatDuration(seconds)}`;
}

function isPlanned({ status }: ItemRecord): boolean {
  return status !== 'failed' && status !== 'not reached';
}

function itemLines(item: ItemRecord, verbose: boolean): string[] {
  const where = item.run === null || item.type === 'run' ? '' : `${item.run}: `;
  const id = item.id === null ? '' : ` (${item.id})`;
  return [
    `${where}${item.type} ${item.name}${id}${stateOf(item)}`,
    ...item.sources.map(({ path, bytes }) => `  < ${path}${size(bytes)}`),
    ...item.outputs.flatMap(({ path, bytes, how }) => [
      `  > ${path}${size(bytes)}`,
      ...(how === undefined || !verbose ? [] : [`    ${how}`]),
    ]),
    ...(item.metadata === null ? [] : [`  > ${item.metadata}`]),
    ...(item.removed ?? []).map(({ path, bytes }) => `  - ${path}${size(bytes)}, which would be removed`),
  ];
}

function stateOf({ status }: ItemRecord): string {
  if (status === 'referenced') return ', already in the output';
  return status === 'skipped' ? ', nothing for this run' : '';
}

function size(bytes: number | null): string {
  return bytes === null ? '' : `  ${formatBytes(bytes)}`;
}

/** The items of a run, or those outside of runs, in the order of the walk. */
type PlannedRun = ReturnType<typeof groupItems>[number];

/** Groups items by run: those of depositions and datasets first, then runs by name. Runs end in any order. */
function groupItems({ items }: IngestReport) {
  const groups = groupBy(items, ({ dataset, run }) => JSON.stringify([dataset, run]));
  const runs = [...groups.values()].map((own) => {
    const { dataset = null, run = null } = own[0] ?? {};
    return { dataset, run, items: own };
  });
  return runs.sort(
    (a, b) =>
      compare(a.run === null ? null : a.dataset, b.run === null ? null : b.dataset) ||
      compare(a.run, b.run) ||
      compare(a.dataset, b.dataset),
  );
}

/** Compares names with numbers by value; null comes first. */
function compare(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareNaturally(a, b);
}

/** Returns the errors that items would fail with, each once however many items have it. */
function reportedIssues({ items }: IngestReport): ReportedMessage[] {
  const reported = new Set<string>();
  const messages: ReportedMessage[] = [];
  for (const { type, run, status, issues, error } of items) {
    if (status !== 'failed') continue;
    const errors = (issues ?? []).filter(({ severity }) => severity === 'error');
    if (errors.length === 0) messages.push({ type, run, message: error?.message ?? 'unknown', hint: null });
    for (const issue of errors) {
      const message = describeIssue(issue);
      if (reported.has(message)) continue;
      reported.add(message);
      messages.push({ type, run, message, hint: issue.hint ?? null });
    }
  }
  return messages;
}

/** Describes an issue: `CODE entity: path: message: expected …, found …`. */
function describeIssue({ code, severity: _, entity, message, ...facts }: Issue): string {
  return `${code} ${entity === undefined ? '' : `${entity}: `}${describeFacts(message, facts)}`;
}

/** Types that the table omits: every run has them, or they are made without sources of their own. */
const omittedTypes: ReadonlySet<string> = new Set([
  'run',
  'voxel_spacing',
  'annotation_viz',
  'key_image',
  'viz_config',
]);

/** A table of runs and types: ✓ for an item, with a number for several; `missing`; `would fail`. */
function summaryTable(groups: readonly PlannedRun[]): string[] {
  const runs = groups.filter(({ run }) => run !== null);
  const all = new Set<string>(runs.flatMap(({ items }) => items.map(({ type }) => type)));
  const types = [...all].filter((type) => !omittedTypes.has(type));
  const rows = runs.map(({ run, items }) => [
    run ?? '',
    ...types.map((type) => cell(items.filter((item) => item.type === type))),
  ]);
  const others = groups
    .filter(({ run }) => run === null)
    .flatMap(({ items }) => items)
    .filter(({ status }) => status === 'failed')
    .map(({ type, name }) => `${type} ${name}: would fail`);
  return [...alignColumns([['run', ...types], ...rows]), ...others];
}

function cell(items: readonly ItemRecord[]): string {
  const failed = items.filter(({ status }) => status === 'failed').length;
  const made = items.filter(({ status }) => !['failed', 'skipped', 'not reached'].includes(status)).length;
  if (failed + made === 0) return 'missing';
  return [
    ...(made === 0 ? [] : [made === 1 ? '✓' : `✓ ${made}`]),
    ...(failed === 0 ? [] : [failed === 1 ? 'would fail' : `${failed} would fail`]),
  ].join(', ');
}
