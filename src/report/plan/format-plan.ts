import { countOf } from '../../errors/index.js';
import type { IngestReport, ItemRecord } from '../../pipeline/index.js';
import { formatBytes } from '../format-bytes.js';
import { formatDuration } from '../format-duration.js';
import { notReached, reportedWarnings } from '../format-summary.js';
import { listMessages } from '../list-messages.js';
import { reportedIssues } from './describe-issues.js';
import { groupItems } from './group-items.js';
import { summaryTable } from './summary-table.js';

/** How much of a plan is shown. */
export interface PlanOptions {
  /** Runs and kinds as a table instead of every item. */
  readonly summary?: boolean;
  /** How each volume would be converted too. */
  readonly verbose?: boolean;
}

/** What an ingest would do, by run: every item with its sources, outputs and sizes, or a table; then what is missing or would fail. */
export function formatPlan(
  report: IngestReport,
  { summary = false, verbose = false }: PlanOptions = {},
): string {
  const planned = report.items.filter(isPlanned);
  const groups = groupItems(report);
  const [warnings, failures] = [reportedWarnings(report), reportedIssues(report)];
  return [
    ...(summary
      ? summaryTable(groups)
      : groups.flatMap(({ items }) => items.filter(isPlanned).flatMap((item) => itemLines(item, verbose)))),
    ...(warnings.length === 0 ? [] : ['', 'Missing:', ...listMessages(warnings)]),
    ...(failures.length === 0 ? [] : ['', 'Would fail:', ...listMessages(failures)]),
    '',
    ...notReached(report.items),
    ...formLines(report),
    `${countOf(planned.length, 'item')}; ${totals(report, planned)}; nothing was written`,
    '',
  ].join('\n');
}

/** What the OME-Zarrs of images would take in each form, a line a version. */
function formLines({ estimate }: IngestReport): string[] {
  const forms = estimate?.compression ?? [];
  return [...new Set(forms.map(({ version }) => version))].map((version) => {
    const sizes = forms
      .filter((form) => form.version === version)
      .map(({ compression, bytes }) => `${compression} ${formatBytes(bytes)}`);
    return `tomograms and tilt series as OME-Zarr ${version}, by a sample: ${sizes.join(', ')}`;
  });
}

/** Bytes to read and to write, bytes free and time. */
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
  ];
}

function stateOf({ status }: ItemRecord): string {
  if (status === 'referenced') return ', already in the output';
  return status === 'skipped' ? ', nothing for this run' : '';
}

function size(bytes: number | null): string {
  return bytes === null ? '' : `  ${formatBytes(bytes)}`;
}
